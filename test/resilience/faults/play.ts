// Plays one case of the fault table: the scene, the fault, what follows, and how it heals.
import { expect } from "vitest";
import { ids } from "../../../src/sandbox/cast.js";
import { Sandbox } from "../../../src/sandbox/sandbox.js";
import { Stage, unforeseen } from "../../flows/stage.js";
import { isBasic, order, retryAfterS } from "./fault.js";
import { heals } from "./heal.js";
import { expectTruth } from "./invariants.js";
import { auditIn, requestsIn } from "./record.js";
import { rest } from "./rest.js";
import type { Case, Outcome, Row, Sight } from "./row.js";
import { starting } from "./scenes.js";

const patienceMs = 30_000;
/** A click that waits for one answer; with a hang, for one time-out. */
const fastMs = 5_000;
const fastWithHangMs = 13_000;

export async function play({ row, outcome, fault }: Case, rows: readonly Row[]): Promise<void> {
  const sandbox = await Sandbox.open(row.settings === undefined ? {} : { settings: row.settings });
  try {
    const stage = new Stage(sandbox);
    if (row.scene !== starting) await sandbox.startBot();
    const act = await row.scene(stage);
    const before = callsOf(stage, row).length;
    const logged = sandbox.log.length;
    order(stage, row, fault);
    const startedAt = performance.now();
    // The start itself may fail, or Slack give up on the step.
    const acted = act().catch(() => {});
    for (const sight of outcome.sees) await seen(stage, sight);
    if (typeof outcome.asked === "number" && row.scene !== starting) {
      expect(performance.now() - startedAt).toBeLessThan(fault === "hang" ? fastWithHangMs : fastMs);
    }
    if (row.scene !== starting && typeof outcome.asked === "number") await acted;
    const triesMade = await expectTries(stage, row, outcome, fault, before);
    expectRecorded(stage, outcome);
    if (!isBasic(fault) && typeof outcome.asked === "number")
      expectLoggedOnce(sandbox.log.slice(logged), fault, triesMade);
    stage.slack.clearFaults();
    stage.clerk.clearFaults();
    await heals[outcome.heals]({
      stage,
      again: act,
      nextTryS: waitAfter(outcome.asked === "as told" ? 1 : triesMade, fault),
    });
    for (const sight of outcome.healed ?? []) await seen(stage, sight);
    await rest(stage);
    expectTruth(stage);
    expect(unlisted(stage, rows)).toEqual([]);
  } finally {
    await sandbox.close();
  }
  expect(sandbox.log.filter((line) => unforeseen.test(line))).toEqual([]);
}

function callsOf({ slack, clerk }: Stage, { service, method, match }: Row) {
  return service === "slack"
    ? slack.calls.filter((call) => call.method === method && (match?.(call.args) ?? true))
    : clerk.calls.filter(({ operation }) => operation === method);
}

interface Made {
  readonly at: number;
  readonly durationMs?: number;
}

const lookUp = /\.(test|info|list|get|members|history|replies)$|^users\.conversations$/;

/** A look-up whose connection breaks is made a second time at once: the two are one ask. */
function asks(calls: readonly Made[], { method }: Row, fault: string): readonly Made[] {
  return fault.startsWith("drop") && lookUp.test(method) ? calls.filter((_call, index) => index % 2 === 1) : calls;
}

/** Calls that no row of the table speaks of. */
function unlisted({ slack, clerk }: Stage, rows: readonly Row[]): string[] {
  const unknown = slack.calls.filter(
    ({ method, args }) =>
      !rows.some((row) => row.service === "slack" && row.method === method && (row.match?.(args) ?? true)),
  );
  const foreign = clerk.calls.filter(({ operation }) => !rows.some(({ method }) => method === operation));
  return [
    ...unknown.map(({ method, args }) => `${method} ${JSON.stringify(args)}`),
    ...foreign.map(({ path }) => path),
  ];
}

function seen(stage: Stage, [where, words]: Sight): Promise<unknown> {
  return stage.slack.until(
    `${where} reads ${words}`,
    () => textsOf(stage, where).some((text) => words.test(text)),
    patienceMs,
  );
}

function textsOf(stage: Stage, where: Sight[0]): string[] {
  if (where === "log") return stage.sandbox.log;
  if (where === "card")
    return stage
      .cards()
      .slice(-1)
      .map((card) => stage.carol.reads(card));
  if (where === "thread") {
    const card = stage.cards().at(-1);
    return card === undefined ? [] : stage.carol.thread(card).map((each) => stage.carol.reads(each));
  }
  const person = stage[where];
  const forThemAlone = [ids.general, ids.approvals]
    .flatMap((channel) => person.messages(channel))
    .filter(({ ephemeralFor }) => ephemeralFor === person.id);
  const home = person.home();
  const views = [...person.modals(), ...(home === undefined ? [] : [home])];
  return [...forThemAlone, ...person.directMessages(), ...views].map((each) => person.reads(each));
}

function waitAfter(tries: number, fault: string): number {
  const backoff = [1, 2, 4, 8][tries - 1] ?? 15;
  return fault === "rate limit" ? Math.max(backoff, retryAfterS) : backoff;
}

/** Resolves with how often the call was made, from the step on. */
async function expectTries(stage: Stage, row: Row, { asked }: Outcome, fault: string, before: number): Promise<number> {
  const made = () => asks(callsOf(stage, row).slice(before), row, fault);
  if (typeof asked === "number") {
    if (row.scene === starting) return made().length;
    await stage.slack.until("it is asked", () => made().length >= asked, patienceMs);
    await rest(stage);
    expect(made()).toHaveLength(asked);
    stage.clock.advance(16_000);
    await rest(stage);
    expect(made(), "it is not asked again by itself").toHaveLength(asked);
    return made().length;
  }
  // A hang costs its whole time-out: one wait is enough to see.
  const tries = fault === "hang" || asked === "as told" ? 2 : 4;
  const wait = (tried: number) => waitAfter(asked === "as told" ? 1 : tried + (row.triesBefore ?? 0), fault);
  const isOver = (count: number) => () =>
    made().length === count && made().every(({ durationMs }) => durationMs !== undefined);
  for (let tried = 1; tried < tries; tried += 1) {
    await stage.slack.until("the try is over", isOver(tried), patienceMs);
    await rest(stage);
    const waitMs = wait(tried) * 1_000;
    // Not sooner, as far as a busy machine lets that be seen.
    const early = waitMs >= 3_000 ? waitMs * 0.5 : 0;
    if (early > 0) {
      stage.clock.advance(early);
      await rest(stage);
      expect(made(), "it is not asked again before its time").toHaveLength(tried);
    }
    stage.clock.advance(waitMs - early);
  }
  await stage.slack.until("the last try is over", isOver(tries), patienceMs);
  for (const [index, call] of made().entries()) {
    const next = made()[index + 1];
    if (next === undefined) continue;
    const waited = (next.at - call.at - (call.durationMs ?? 0)) / 1_000;
    expect(waited).toBeGreaterThan(wait(index + 1) - 0.1);
    expect(waited).toBeLessThan(wait(index + 1) + 5);
  }
  return tries;
}

function expectRecorded({ sandbox }: Stage, { recorded = {} }: Outcome): void {
  const newest = requestsIn(sandbox).at(-1);
  if (recorded.status !== undefined) expect(newest?.status ?? "none").toBe(recorded.status);
  if (recorded.failure !== undefined) expect(newest?.failure).toBe(recorded.failure);
  const rows = auditIn(sandbox).map(({ action, outcome }) => `${action} ${outcome}`);
  for (const [action, outcome] of recorded.audit ?? []) expect(rows).toContain(`${action} ${outcome}`);
}

/** One line for each call, and at most one that says what it means for people. */
function expectLoggedOnce(lines: readonly string[], fault: string, calls: number): void {
  const code = fault.split(" ").at(-1) ?? fault;
  const about = lines.filter((line) => line.includes(code));
  // What people are not told of a refusal, the log says for the admin.
  expect(about.filter((line) => / warn (?!refused because of a setting)/.test(line))).toHaveLength(calls);
  expect(about.filter((line) => / error /.test(line)).length).toBeLessThanOrEqual(1);
}
