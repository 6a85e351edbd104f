// The same figures with many past requests in the database, beside the bare app and a bot without them.
import SQLite from "better-sqlite3";
import type { Figure } from "../figures.js";
import { linkGoal } from "../goals.js";
import { isBusy, multiply } from "../history/multiply.js";
import { Crowd, hurried } from "../load/crowd.js";
import { invitePeople } from "../load/people.js";
import { Contestant } from "../processes/contestant.js";
import { spreadOf } from "../statistics.js";
import { ackFigures, acknowledgeInTurns } from "./acknowledgement.js";
import { linksInTurns } from "./link.js";
import type { Measure } from "./measure.js";
import { startInTurns } from "./start.js";

/** What is multiplied: half approved, used and revoked, half denied. */
const originals = 20;
const tellEvery = 100_000;
const quietTimeoutMs = 60_000;

export const measureHistory: Measure = async ({ rounds, history, say }) => {
  const bare = await Contestant.open("bare");
  const young = await botWithRequests();
  const old = await botWithRequests();
  const bytes = multiply(old.sandbox.database, history, (made) => {
    if (made % tellEvery === 0) say(`${made} past requests`);
  });
  const [bareStarts = [], youngStarts = [], oldStarts = []] = await startInTurns(rounds, [bare, young, old]);
  say("started, in turns");
  await Promise.all([bare.start(), young.start(), old.start()]);
  const { ofBots, ofBare } = await acknowledgeInTurns(rounds, [old, young], bare);
  const [oldAcks = [], youngAcks = []] = ofBots;
  const [oldLinks = [], youngLinks = []] = await linksInTurns(rounds, [old, young]);
  await Promise.all([bare.close(), young.close(), old.close()]);

  const named = (figure: Figure): Figure => ({ ...figure, what: `${history} past requests: ${figure.what}` });
  const beside = (name: string, rounds: number[][]) => ({ name, spread: spreadOf(rounds, 0.5) });
  const start = { what: "start, until it is connected", unit: "ms", bot: spreadOf(oldStarts, 0.5) } as const;
  return [
    ...ackFigures("all payloads", oldAcks, { name: "bare app", acks: ofBare }),
    ...ackFigures("all payloads", oldAcks, { name: "bot without them", acks: youngAcks, isGoal: false }),
    {
      what: "click on Approve → link, p50",
      unit: "ms" as const,
      bot: spreadOf(oldLinks, 0.5),
      beside: beside("bot without them", youngLinks),
      goal: linkGoal,
    },
    { ...start, beside: beside("bare app", bareStarts) },
    { ...start, beside: beside("bot without them", youngStarts) },
    { what: "a request on the disk", unit: "bytes" as const, bot: spreadOf([[bytes]], 0.5) },
  ].map(named);
};

async function botWithRequests(): Promise<Contestant> {
  const bot = await Contestant.open("bot");
  const { sandbox } = bot;
  invitePeople(sandbox);
  await bot.start();
  await new Crowd(sandbox, hurried).finish(originals);
  const database = new SQLite(sandbox.database, { readonly: true });
  await sandbox.slack.until("nothing is due", () => !isBusy(database), quietTimeoutMs);
  database.close();
  await sandbox.stopBot();
  return bot;
}
