// Reads a calendar as a subscriber's program built on ical.js does: events by UID, each
// with its occurrences in UTC. Of two versions of one event the later wins.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(new ICAL.Timezone(zone));
}
const found = calendar.getAllSubcomponents("vevent").map((each) => new ICAL.Event(each));
const told = found.filter((event) => !event.isRecurrenceException()).map((event) => {
  const starts = [];
  if (event.isRecurring()) {
    for (const other of found) {
      if (other.isRecurrenceException() && other.uid === event.uid) event.relateException(other);
    }
    const times = event.iterator();
    for (let count = 0; count < 6; count++) {
      const { startDate, item } = event.getOccurrenceDetails(times.next());
      starts.push([startDate.toJSDate().toISOString(), item.component.getFirstPropertyValue("status")]);
    }
  }
  return {
    uid: event.uid,
    title: event.summary,
    status: event.component.getFirstPropertyValue("status"),
    sequence: event.sequence,
    starts: event.startDate.toJSDate().toISOString(),
    ends: event.endDate.toJSDate().toISOString(),
    alarms: event.component.getAllSubcomponents("valarm").length,
    occurrences: starts,
  };
});
process.stdout.write(JSON.stringify(told));
