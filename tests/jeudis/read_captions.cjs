// Reads captions with the parser of the author of the specification.
const { WebVTTParser } = require("webvtt-parser");

const read = require("fs").readFileSync(0, "utf8");
process.stdout.write(JSON.stringify(new WebVTTParser().parse(read, "captions")));
