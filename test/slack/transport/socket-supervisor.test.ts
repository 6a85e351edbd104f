// When Slack is dialled, by the clock alone: a Slack that answers, refuses or stays silent.
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { createLog } from "../../../src/runtime/log.js";
import { ConnectionFailed, ConnectionRefused } from "../../../src/slack/transport/connection-failure.js";
import type { Socket } from "../../../src/slack/transport/socket.js";
import { SocketSupervisor } from "../../../src/slack/transport/socket-supervisor.js";
import { deferred } from "../../deferred.js";
import { seed } from "../../thoroughness.js";
import { SteppedClock } from "./stepped-clock.js";

/** `refuses late`: after five seconds. `stays silent`: no answer at all. */
type Mode = "answers" | "refuses" | "refuses late" | "stays silent" | "limits" | "takes no token";

const helloMs = 300;

class Slack {
  mode: Mode = "answers";
  readonly clock = new SteppedClock();
  readonly dialledAt: number[] = [];
  readonly lines: string[] = [];
  readonly #open = new Set<FakeSocket>();
  readonly supervisor: SocketSupervisor;

  constructor(random: () => number = Math.random) {
    const log = createLog("info", { write: (line) => this.lines.push(line) }, () => this.clock.now());
    this.supervisor = new SocketSupervisor({ dial: () => this.#dial(), clock: this.clock, log, random });
    onTestFinished(() => this.supervisor.stop());
  }

  get open(): number {
    return this.#open.size;
  }

  get errors(): string[] {
    return this.lines.filter((line) => / error /.test(line));
  }

  /** All connections are lost at once. */
  lose(why = "connection lost"): void {
    for (const socket of this.#open) socket.end(why);
  }

  async started(): Promise<this> {
    void this.supervisor.start();
    await this.clock.pass(1_000);
    expect(this.open).toBe(2);
    return this;
  }

  #dial(): Socket {
    this.dialledAt.push(this.clock.now());
    const socket = new FakeSocket(() => this.#open.delete(socket));
    const after = (ms: number, act: () => void) => this.clock.wakeAt(this.clock.now() + ms, act);
    if (this.mode === "answers") {
      after(helloMs, () => {
        this.#open.add(socket);
        socket.fail(undefined);
      });
    }
    if (this.mode === "refuses") socket.fail(new ConnectionFailed("slack.com", "ECONNREFUSED"));
    if (this.mode === "refuses late") after(5_000, () => socket.fail(new ConnectionFailed("slack.com", "HTTP 503")));
    if (this.mode === "limits") socket.fail(new ConnectionFailed("slack.com", "ratelimited", 30_000));
    if (this.mode === "takes no token") socket.fail(new ConnectionRefused("token_revoked"));
    return socket;
  }
}

class FakeSocket implements Socket {
  readonly #hello = deferred<ConnectionFailed | ConnectionRefused | undefined>();
  readonly #over = deferred<string>();
  readonly hello = this.#hello.promise;
  readonly over = this.#over.promise;

  constructor(readonly onEnd: () => void) {}

  fail(failure: ConnectionFailed | ConnectionRefused | undefined): void {
    this.#hello.resolve(failure);
  }

  end(why: string): void {
    this.onEnd();
    this.#over.resolve(why);
  }

  close(): void {
    this.abandon("closed");
  }

  abandon(why: string): void {
    this.fail(new ConnectionFailed("slack.com", why));
    this.end(why);
  }
}

const second = 1_000;
const minute = 60 * second;

test("whatever came before and however long it took, there is a connection within 15 s of Slack's return", async () => {
  const spell = fc.record({
    mode: fc.constantFrom<Mode>("refuses", "refuses late", "stays silent"),
    lastsS: fc.oneof(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 1_800 })),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(spell, { minLength: 1, maxLength: 5 }),
      fc.infiniteStream(fc.double({ min: 0, max: 0.99, noNaN: true })),
      async (spells, draws) => {
        const slack = await new Slack(() => draws.next().value ?? 0).started();
        slack.lose();
        for (const { mode, lastsS } of spells) {
          slack.mode = mode;
          await slack.clock.pass(lastsS * second);
        }
        slack.mode = "answers";
        await slack.clock.pass(15 * second);
        expect(slack.open).toBeGreaterThan(0);
        slack.supervisor.stop();
      },
    ),
    { seed, numRuns: 20 },
  );
});

test.each<Mode>(["refuses", "refuses late", "stays silent"])(
  "that holds for the longest waits and whenever in between Slack returns, where it %s",
  async (mode) => {
    for (let offsetMs = 0; offsetMs < 24 * second; offsetMs += 500) {
      const slack = await new Slack(() => 0.999).started();
      slack.mode = mode;
      slack.lose();
      await slack.clock.pass(5 * minute + offsetMs);
      slack.mode = "answers";
      await slack.clock.pass(15 * second);
      expect([offsetMs, slack.open]).toEqual([offsetMs, 2]);
      slack.supervisor.stop();
    }
  },
);

test("both connections are back within 15 s of a night without Slack", async () => {
  const slack = await new Slack().started();
  slack.mode = "refuses";
  slack.lose();
  await slack.clock.pass(8 * 60 * minute);
  slack.mode = "answers";
  await slack.clock.pass(15 * second);
  expect(slack.open).toBe(2);
});

test("a lost connection is dialled again within a second, while the other one stays", async () => {
  const slack = await new Slack().started();
  const before = slack.dialledAt.length;
  await slack.clock.pass(minute);
  slack.lose("refresh_requested");
  await slack.clock.pass(second);
  expect(slack.dialledAt.slice(before)).toHaveLength(2);
});

test("a connection that says nothing is given up after ten seconds, and dialled again", async () => {
  const slack = await new Slack().started();
  slack.mode = "stays silent";
  slack.lose();
  await slack.clock.pass(second);
  const [, , first = 0] = slack.dialledAt;
  await slack.clock.pass(9 * second);
  expect(slack.dialledAt).toHaveLength(4);
  await slack.clock.pass(3 * second);
  expect(slack.dialledAt).toHaveLength(6);
  expect(slack.dialledAt[4]).toBeGreaterThanOrEqual(first + 10 * second);
  expect(slack.lines.join("")).toContain(
    'warn no connection to Slack connection=1 host=slack.com cause="no hello within 10 s"',
  );
});

test("in an outage the waits grow to at most 12 s, and the two connections are not dialled in step", async () => {
  const slack = await new Slack().started();
  const before = slack.dialledAt.length;
  slack.mode = "refuses";
  slack.lose();
  await slack.clock.pass(10 * minute);
  const dialled = slack.dialledAt.slice(before);
  // Two connections, 6 to 12 s apart each.
  expect(dialled.length).toBeGreaterThan(100);
  expect(dialled.length).toBeLessThan(215);
  expect(new Set(dialled).size).toBe(dialled.length);
});

test("a connection that Slack closes right after its hello is not dialled again and again", async () => {
  const slack = await new Slack().started();
  const before = slack.dialledAt.length;
  for (let step = 0; step < 600; step += 1) {
    slack.lose("too_many_websockets");
    await slack.clock.pass(100);
  }
  expect(slack.dialledAt.length - before).toBeLessThan(30);
});

test("where Slack says when to come again, it is not asked before", async () => {
  const slack = await new Slack().started();
  slack.mode = "limits";
  slack.lose();
  await slack.clock.pass(2 * second);
  const dialled = slack.dialledAt.length;
  await slack.clock.pass(27 * second);
  expect(slack.dialledAt).toHaveLength(dialled);
  await slack.clock.pass(4 * second);
  expect(slack.dialledAt).toHaveLength(dialled + 2);
});

test("being without a connection is an error line after five seconds and then each minute, with how long and why, and one says when it is over", async () => {
  const slack = await new Slack().started();
  await slack.clock.pass(minute);
  slack.mode = "refuses";
  slack.lose();
  await slack.clock.pass(4 * second);
  expect(slack.errors).toEqual([]);
  await slack.clock.pass(100 * second);
  expect(slack.errors.map((line) => line.slice(line.indexOf(" error ")))).toEqual(
    [5, 65].map(
      (s) =>
        ` error Slack is out of reach: no command and no click arrives forS=${s} host=slack.com cause=ECONNREFUSED\n`,
    ),
  );
  slack.mode = "answers";
  await slack.clock.pass(15 * second);
  expect(slack.lines.filter((line) => / info Slack is back afterS=1[01]\d\n$/.test(line))).toHaveLength(1);
  await slack.clock.pass(10 * minute);
  expect(slack.errors).toHaveLength(2);
});

test("a gap of a moment is no error", async () => {
  const slack = await new Slack().started();
  await slack.clock.pass(minute);
  slack.lose("refresh_requested");
  await slack.clock.pass(minute);
  expect(slack.lines.join("")).not.toMatch(/ (error|warn) |Slack is back/);
});

test("a start waits for Slack for as long as it takes, and says so", async () => {
  const slack = new Slack();
  slack.mode = "refuses";
  let started = false;
  void slack.supervisor.start().then(() => {
    started = true;
  });
  await slack.clock.pass(10 * minute);
  expect(started).toBe(false);
  expect(slack.errors.length).toBeGreaterThan(5);
  slack.mode = "answers";
  await slack.clock.pass(15 * second);
  expect(started).toBe(true);
});

test("a start whose token is refused is rejected with Slack's code", async () => {
  const slack = new Slack();
  slack.mode = "takes no token";
  await expect(slack.supervisor.start()).rejects.toThrow(new ConnectionRefused("token_revoked"));
});

test("a token that is refused later is told once, and nothing is dialled any more", async () => {
  const slack = await new Slack().started();
  slack.mode = "takes no token";
  slack.lose();
  await slack.clock.pass(2 * second);
  expect((await slack.supervisor.refused).message).toBe("token_revoked");
  const dialled = slack.dialledAt.length;
  await slack.clock.pass(10 * minute);
  expect(slack.dialledAt).toHaveLength(dialled);
  expect(slack.errors).toHaveLength(1);
  expect(slack.errors[0]).toContain("Slack refuses SLACK_APP_TOKEN code=token_revoked");
});

test.each([-3_600_000, 3_600_000])(
  "a clock that is set by %i ms costs no more than 15 s, whenever in an outage that is",
  async (byMs) => {
    for (let offsetMs = 0; offsetMs < 24 * second; offsetMs += 500) {
      const slack = await new Slack(() => 0.999).started();
      slack.mode = "refuses late";
      slack.lose();
      await slack.clock.pass(minute + offsetMs);
      slack.clock.set(byMs);
      slack.mode = "answers";
      await slack.clock.pass(15 * second);
      expect([offsetMs, slack.open]).toEqual([offsetMs, 2]);
      slack.supervisor.stop();
    }
  },
);

test("once it is stopped nothing is dialled or logged, and what was open is closed", async () => {
  const slack = await new Slack().started();
  const { length } = slack.lines;
  slack.supervisor.stop();
  await slack.clock.pass(10 * minute);
  expect([slack.open, slack.dialledAt.length, slack.lines.length]).toEqual([0, 2, length]);
});
