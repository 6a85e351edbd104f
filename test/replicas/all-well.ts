// What is true once people have stopped to click, on a server that the tests' own worker does not know.
import { expect } from "vitest";
import { z } from "zod";
import type { Stage } from "../flows/stage.js";
import { Operator } from "../postgres/behind-proxy.js";
import { expectTrue, type Lived } from "./lives.js";

const audit = z.array(z.object({ request_id: z.string().nullable(), action: z.string() }));

/** All messages are true, everybody was answered, and no access is left but what the record says may be. */
export async function expectAllWell(stage: Stage, url: string, lives: number, lived: Lived): Promise<void> {
  const operator = await Operator.of(url);
  const none = async (query: string) => (await operator.query(query)).length === 0;
  await stage.slack.until(
    "all messages are true",
    () => none("select 1 from messages where claim is not null or due_at <= extract(epoch from now()) * 1000"),
    90_000,
  );
  await stage.slack.until("nobody waits for an answer", () =>
    none("select 1 from pending_replies where answered_at is null"),
  );
  const done = "select request_id, action from audit where outcome = 'done' order by id";
  expectTrue(stage, lives, lived, audit.parse(await operator.query(done)));
  // Of a token whose maker was killed before it learned the id nobody has the link, and the record says so.
  const mayExist = await operator.query("select id from requests where token_may_exist_until is not null");
  const alive = stage.clerk.actorTokens.filter(
    ({ status, actor }) => status === "pending" && !mayExist.some(({ id }) => id === actor.request_id),
  );
  expect(alive).toEqual([]);
}
