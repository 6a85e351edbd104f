// The clock, moved by hand: what lapses, expires and ends, and dates in each reader's time zone.
import { expect, test } from "vitest";
import { openHouse } from "./house.js";

const house = await openHouse();

test("a request lapses, a link expires and a session ends when the clock is moved", async () => {
  const alice = await house.window("alice");
  const carol = await house.window("carol", "approvals");
  const moves = async (words: string) => carol.presses(words, await carol.backstage("Controls"));

  await alice.types("/impersonate @bob first");
  await carol.sees("Waiting for approval");
  await moves("1 hour");
  await carol.sees(/Nobody decided by \d+:\d\d [AP]M\./);

  await alice.types("/impersonate @bob second");
  await carol.sees("second");
  await carol.presses("Approve");
  await carol.sees("has the link, not opened yet");
  await moves("10 minutes");
  await carol.sees(/Expired · \w+ \d+, \d{4} at .*The link was never opened/s);

  await alice.types("/impersonate @bob third");
  await carol.sees("third");
  await carol.presses("Approve");
  await alice.opens(/understudy/);
  await alice.sees("You can sign in as Bob Brown");
  const product = await alice.opensLink();
  await product.getByText("is signed in as Bob Brown").waitFor();
  await carol.sees("In use since");
  await moves("1 hour");
  await product.getByText("Signed out after ten idle minutes").waitFor();
  await carol.sees("Access ended at");
});

test("each reader sees times in their own zone", async () => {
  const alice = await house.window("alice", "general", { timezoneId: "America/New_York" });
  const carol = await house.window("carol", "approvals", { timezoneId: "Asia/Tokyo" });
  const dave = await house.window("dave", "approvals", { timezoneId: "Europe/Berlin" });
  await alice.types("/impersonate @bob ticket 4821");
  const times = [];
  for (const window of [carol, dave]) {
    const card = await window.sees("Waiting for approval");
    times.push(await card.locator("time").last().innerText());
  }
  const until = await carol.message("Waiting").locator("time").last().getAttribute("datetime");
  const inZone = (timeZone: string) =>
    new Intl.DateTimeFormat("en-US", { hour: "numeric", minute: "2-digit", timeZone }).format(new Date(until ?? ""));
  expect(times).toEqual([
    expect.stringContaining(inZone("Asia/Tokyo")),
    expect.stringContaining(inZone("Europe/Berlin")),
  ]);
});
