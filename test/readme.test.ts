// The operators' table of what happens when something breaks: each line is backed by a test, named here.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");

/** The line's first cell, and where it is tested: file, and name of a test or of a row of the fault table. */
const backedBy: readonly (readonly [string, string, string])[] = [
  [
    "Clerk refuses to make a link: plan, monthly limit, key",
    "test/flows/between.test.ts",
    "%s: the card and alice's message say so in a sentence of its own, and Retry works",
  ],
  [
    "Clerk does not answer within 10 s, or answers nonsense",
    "test/flows/clerk-hangs.deep.test.ts",
    "where Clerk hangs while it makes a link, the card says after ten seconds that one may exist",
  ],
  [
    "Clerk asks to wait while it makes a link",
    "test/resilience/faults/clerk-calls.ts",
    "actor_tokens.create when carol approves",
  ],
  [
    "Clerk does not confirm a revoke, whatever it answers",
    "test/flows/revoke.test.ts",
    "the end of access is not claimed while Clerk does not answer, and comes later by itself",
  ],
  [
    "Clerk does not take the revoke of a link that was opened",
    "test/flows/revoke-pieces.deep.test.ts",
    "a session in use is over at once, though the token's revoke is answered with %s",
  ],
  [
    "Clerk's rate limit is reached",
    "test/flows/clerk-budget.deep.test.ts",
    "a 429 stops everybody for as long as Clerk says, and nobody waits in vain",
  ],
  ["Clerk never confirms it", "test/flows/revoke.test.ts", "what Clerk never confirms closes by time, and says so"],
  [
    "Clerk is away at a deadline",
    "test/flows/deadlines.deep.test.ts",
    "at the deadline the link leaves its message also while Clerk does not answer",
  ],
  ["a look-up is not answered", "test/resilience/faults/slack-look-ups.ts", "users.info of carol, who approves"],
  [
    "Slack refuses a look-up: token, scope",
    "test/resilience/faults/slack-look-ups.ts",
    "users.info of alice while she asks",
  ],
  [
    "Slack asks to wait before a look-up",
    "test/flows/rate-limits.deep.test.ts",
    "where Slack asks to wait three seconds before %s, the click waits for it",
  ],
  [
    "somebody floods the bot with requests or clicks",
    "test/flows/rate-limits.deep.test.ts",
    "while a guest types once a second, carol's approval goes through",
  ],
  [
    "somebody involved may not any more when the approver clicks",
    "test/flows/between.test.ts",
    "%s: carol is told, no token is asked for, and the request waits until it is right again",
  ],
  [
    "that happens while Clerk or Slack hold the link up",
    "test/flows/between.test.ts",
    "while the link waits out a rate limit carol loses her right: the link goes nowhere, and is revoked",
  ],
  [
    "Clerk or Slack take more than 2 s to find users for the form's menu",
    "test/flows/form.test.ts",
    "while Clerk is slow the menu stays empty in time",
  ],
  [
    "Clerk or Slack take more than 2 s to check a form",
    "test/flows/form.test.ts",
    "where the look-ups take longer than Slack waits, the form comes back with the problem at its field",
  ],
  [
    "a command names somebody by a name or a part of an address",
    "test/flows/pick-list.test.ts",
    "alice picks one of two users called Chris, who is asked for with the reason and the duration of the command",
  ],
  [
    "a request is refused",
    "test/flows/typed.test.ts",
    "%s is refused by name, and Edit request opens the form with it",
  ],
  [
    "somebody is mentioned whom Slack hides from the bot",
    "test/flows/typed.test.ts",
    "a mention of somebody whom Slack %s says so, and how else to name them",
  ],
  [
    "the app is installed on a whole Enterprise Grid organization",
    "test/flows/people.test.ts",
    "an app that is installed on the whole organization does not start, and says why",
  ],
  [
    "a payload of another workspace or app arrives",
    "test/flows/people.test.ts",
    "a command of another %s is refused and logged",
  ],
  [
    "the approval channel will not take the card",
    "test/flows/channel.test.ts",
    "%s between the look-up and the card: alice is told and may ask again",
  ],
  [
    "Slack does not answer the card's post",
    "test/flows/missing-posts.deep.test.ts",
    "a card whose post was not answered is found, and decided on like any other",
  ],
  [
    "Slack does not take the direct message with the link, or does not say",
    "test/flows/between.test.ts",
    "a direct message with the link that is %s: its token is revoked at once, and it is not sent again",
  ],
  [
    "Slack does not take an edit",
    "test/flows/messages.test.ts",
    "a card that Slack does not let be edited for a while is mended later, without a click",
  ],
  [
    "Slack refuses an edit permanently: token, scope, channel",
    "test/flows/messages.test.ts",
    "a card that Slack refused to change because of a setting is right after the setting is mended and the bot restarted",
  ],
  [
    "a message may no longer be edited",
    "test/flows/messages.test.ts",
    "a message that may no longer be edited is deleted and posted again",
  ],
  [
    "Slack does not let a direct message be deleted that a newer one replaced",
    "test/flows/direct-messages.test.ts",
    "where Slack refuses a deletion with %s, the old message shrinks to a line without buttons",
  ],
  [
    "somebody deletes the card while it is needed",
    "test/flows/deleted-cards.deep.test.ts",
    "a card that is deleted while it waits for a decision comes back within a minute, and is decided on",
  ],
  ["Slack does not open a form", "test/resilience/faults/slack-answers.ts", "views.open of the request form"],
  [
    "an answer to a click does not get through",
    "test/flows/messages.test.ts",
    "an answer whose response url is spent arrives as a direct message",
  ],
  [
    "settings are missing or wrong, or a secret's file can't be read",
    "test/flows/process.deep.test.ts",
    "wrong settings are told all at once, with where to find them, without values and without a stack",
  ],
  ["a `.env` can be read by other users of the machine", "test/flows/process.deep.test.ts", "a .env %s"],
  [
    "SIGUSR1 arrives",
    "test/flows/process.deep.test.ts",
    "SIGUSR1 opens the inspector of any Node but the bot's, which goes on working",
  ],
  [
    "Slack is away when the bot starts",
    "test/flows/proxy.deep.test.ts",
    "%s ends the start with a sentence that names host and cause",
  ],
  [
    "a proxy, a name or a certificate is in the way of Slack's API when the bot starts",
    "test/flows/proxy.deep.test.ts",
    "%s ends the start with a sentence that names host and cause",
  ],
  [
    "Slack is away for minutes or for a night",
    "test/flows/connections.deep.test.ts",
    "while %s for minutes and then a night, the bot says so, and it is back within 15 s",
  ],
  [
    "Slack opens a connection and says nothing, or does not open it",
    "test/slack/transport/socket-supervisor.test.ts",
    "a connection that says nothing is given up after ten seconds, and dialled again",
  ],
  [
    "Slack does not take the app-level token any more, or Socket Mode is switched off",
    "test/flows/refused-connection.deep.test.ts",
    "a token that Slack refuses with %s while the bot runs ends the process in order with one sentence",
  ],
  [
    "a connection that was kept alive turns out dead",
    "test/clerk/dead-connections.test.ts",
    "a look-up over a connection that Clerk %s is asked again over a new one, and nobody notices",
  ],
  [
    "one call to Slack or Clerk hangs",
    "test/resilience/faults-beside.deep.test.ts",
    "while Slack hangs on one card's edits, another person's request goes through at once",
  ],
  [
    "both connections to Slack are lost or renewed",
    "test/resilience/faults-payloads.deep.test.ts",
    "%s: the bot comes back by itself, and the next click works",
  ],
  [
    "in HTTP mode the clock is wrong by minutes",
    "test/flows/http-mode.test.ts",
    "a clock twelve minutes %s refuses payloads, and the log says why and by how much, once a minute",
  ],
  [
    "a payload is sent again, also after a restart",
    "test/flows/http-mode.test.ts",
    "a click that is sent again after a restart does nothing",
  ],
  [
    "Slack delivers a click twice",
    "test/resilience/faults-payloads.deep.test.ts",
    "Approve delivered twice makes one link",
  ],
  [
    "a click comes when the request is over",
    "test/resilience/faults-payloads.deep.test.ts",
    "a click that comes once the request is %s is told so, and moves nothing",
  ],
  [
    "the bot is killed while a link is made",
    "test/flows/killed.deep.test.ts",
    "killed while Clerk makes the token: after the restart nobody has a link, and the card is right",
  ],
  [
    "the bot is killed in the middle of a revoke",
    "test/flows/killed.deep.test.ts",
    "killed in the middle of a revoke: it is carried on without a click",
  ],
  [
    "the bot is killed while somebody waits for an answer",
    "test/flows/interrupted.deep.test.ts",
    "alice typed a command, and is told that nothing was asked",
  ],
  [
    "the bot was away at a deadline",
    "test/flows/restart.test.ts",
    "deadlines that passed while the bot was away are acted on when it is back",
  ],
  [
    "a second bot is started on a hard link to the database",
    "test/flows/process.deep.test.ts",
    "a second bot on a hard link to the database is refused, and says how to find the link",
  ],
  [
    "a second bot is started on the same database",
    "test/flows/process.deep.test.ts",
    "a second bot on the same database waits for the first, and works once it is gone",
  ],
  ["the bot is told to stop", "test/flows/process.deep.test.ts", "on %s it finishes what runs and exits with 0"],
  [
    "it is told to stop while a link waits for Slack",
    "test/resilience/stop.deep.test.ts",
    "while a link waits out a long rate limit: nobody gets it, its token is revoked, and the card says so at once",
  ],
  [
    "the machine's clock is set an hour ahead or back",
    "test/resilience/clock-steps.deep.test.ts",
    "$name, and the clock goes $hours h $when",
  ],
  [
    "the machine's clock is ten minutes ahead of Clerk's, or behind",
    "test/flows/clerks-clock.deep.test.ts",
    "on a machine that is %s a session is ended at its time, not before and not after",
  ],
  [
    "the machine sleeps past a deadline",
    "test/resilience/clock-steps.deep.test.ts",
    "a link whose deadline (%s) passes while the machine sleeps is dead within two seconds of its waking",
  ],
  [
    "another program locks the database",
    "test/flows/locked-database.test.ts",
    "while the database is locked every click is acknowledged at once, and done when the lock is gone",
  ],
  [
    "the database can't be written to: disk full, broken, locked by another program",
    "test/flows/failing-disk.deep.test.ts",
    "while the disk takes nothing, every click is told so and decides nothing; with room again the next one works",
  ],
  [
    "somebody presses Revoke meanwhile",
    "test/flows/revoke-without-disk.deep.test.ts",
    "Revoke ends %s while the disk takes nothing, and says so; with room again it is on record and shown",
  ],
  [
    "the database is deleted or replaced under the running bot",
    "test/flows/replaced-database.test.ts",
    "a database that is %s is noticed within 15 s, and no approval is granted on it",
  ],
  [
    "somebody drops a trigger of the audit, or changes a table",
    "test/flows/changed-database.test.ts",
    "without a trigger of the audit a backup is made and says so, and the next start is refused",
  ],
  [
    "at the start: a database of a newer version, damaged, somebody else's, read-only, or without room",
    "test/flows/failing-disk.deep.test.ts",
    "a database %s ends the start with one sentence, and stays as it was",
  ],
  [
    "a database is restored from a backup",
    "test/flows/backup.deep.test.ts",
    "Revoke on what was approved after the backup ends the session all the same, and says what is known",
  ],
  [
    "something breaks that nobody foresaw",
    "test/resilience/unhandled.deep.test.ts",
    "while its tables are gone, people are told a reference that the log has too; afterwards it goes on by itself",
  ],
  [
    "something breaks where nobody waits or catches it",
    "test/resilience/unhandled.deep.test.ts",
    "%s (%s) ends the process with code 1 and one line without secrets, and the next start goes on",
  ],
];

/** First cells of the table's lines, without head and rule. */
function linesOf(document: string): string[] {
  const [, section = ""] = /^## What happens when…\n([\s\S]*?)^#/m.exec(document) ?? [];
  return [...section.matchAll(/^\| (.+?) \| .+ \|$/gm)].flatMap(([, cell]) => cell ?? []).slice(1);
}

test("each line of the table of failures is backed by a test, and each test named for it is there", () => {
  expect(linesOf(read("docs/operations.md"))).toEqual(backedBy.map(([line]) => line));
});

test.each(backedBy)("what the operators read of “%s” is tested", (_line, file, name) => {
  expect(read(file)).toContain(`"${name}"`);
});
