// Reads a podcast as a client of Podcasting 2.0 does: what it hears, what is live.
const { parseFeed } = require("podcast-partytime");

const feed = parseFeed(require("fs").readFileSync(0, "utf8"), { allowMissingGuid: false });
process.stdout.write(JSON.stringify({ language: feed.language, items: feed.items, live: feed.podcastLiveItems ?? [] }));
