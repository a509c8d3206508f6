// Reads a feed as programs built on feedsmith do: its format, then what each entry says.
import { readFileSync } from "node:fs";
import { parseFeed } from "feedsmith";

const { format, feed } = parseFeed(readFileSync(0, "utf8"));
const text = (value) => value?.value ?? value;
const entries = {
  atom: () => feed.entries?.map((each) => ({ id: each.id, title: text(each.title), url: each.links?.[0]?.href, whole: Boolean(text(each.content)) })),
  json: () => feed.items?.map((each) => ({ id: each.id, title: each.title, url: each.url, whole: Boolean(each.content_html) })),
  rss: () => feed.items?.map((each) => ({ id: text(each.guid), title: text(each.title), url: each.link, whole: Boolean(text(each.content?.encoded)) })),
};
process.stdout.write(JSON.stringify({ format, title: text(feed.title), entries: entries[format]() ?? [] }));
