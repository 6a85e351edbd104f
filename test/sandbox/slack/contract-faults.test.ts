// Slack's faults with the plain Web API client: rate limits, failures, lost and late answers.
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
} from "@slack/web-api";
import { describe, expect, test } from "vitest";
import type { Fault } from "../../../src/sandbox/slack/http/faults.js";
import { acme, quiet } from "./acme.js";

const post = { channel: "COPEN", text: "hi" };

describe("a call that meets", () => {
  test.each<[string, Fault["how"], unknown, Record<string, unknown>]>([
    ["a rate limit", { kind: "rate_limit", retryAfterS: 7 }, WebAPIRateLimitedError, { retryAfter: 7 }],
    ["a 503", { kind: "status", status: 503 }, WebAPIHTTPError, { statusCode: 503 }],
    ["a broken connection", { kind: "drop" }, WebAPIRequestError, {}],
    ["a hang and then a broken connection", { kind: "hang", ms: 5 }, WebAPIRequestError, {}],
    [
      "an error of Slack's own",
      { kind: "error", error: "restricted_action" },
      WebAPIPlatformError,
      { data: { ok: false, error: "restricted_action" } },
    ],
  ])("%s fails so, posts nothing, and the next one is served", async (_what, how, type, shape) => {
    const { web, slack } = await acme();
    slack.fail({ method: "chat.postMessage", how });
    const error = await web.chat.postMessage(post).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject(shape);
    expect(slack.messages).toEqual([]);
    await web.chat.postMessage(post);
    expect(slack.messages).toHaveLength(1);
  });

  test("a page in place of JSON fails, and posts nothing", async () => {
    const { web, slack } = await acme();
    slack.fail({ method: "chat.postMessage", how: { kind: "nonsense" } });
    await expect(web.chat.postMessage(post)).rejects.toThrow();
    expect(slack.messages).toEqual([]);
  });
});

test("a rate limit affects one method, the others are served", async () => {
  const { web, slack } = await acme();
  slack.fail({ method: "chat.postMessage", how: { kind: "rate_limit", retryAfterS: 1 } });
  expect(await web.auth.test()).toMatchObject({ ok: true });
  await expect(web.chat.postMessage(post)).rejects.toBeInstanceOf(WebAPIRateLimitedError);
});

test("an answer that is lost after the post makes a retrying client post twice", async () => {
  const { slack } = await acme();
  const retryConfig = { retries: 1, minTimeout: 1 };
  const web = new WebClient(slack.botToken, { slackApiUrl: slack.url, retryConfig, logger: quiet });
  slack.fail({ method: "chat.postMessage", how: { kind: "drop" }, when: "after" });
  await web.chat.postMessage(post);
  expect(slack.messages).toHaveLength(2);
});

test("a client that gives up early still causes the late post", async () => {
  const { slack } = await acme();
  const retryConfig = { retries: 0 };
  const web = new WebClient(slack.botToken, { slackApiUrl: slack.url, retryConfig, timeout: 30, logger: quiet });
  slack.fail({ method: "chat.postMessage", how: { kind: "delay", ms: 90 } });
  await expect(web.chat.postMessage(post)).rejects.toBeInstanceOf(WebAPIRequestError);
  await slack.until("Slack has noticed", () => slack.calls[0]?.lost === "abandoned_by_caller");
  await slack.until("it is posted after all", () => slack.messages.length === 1);
});

test("a fault affects only its calls, as often as requested", async () => {
  const { web, slack } = await acme();
  const how = { kind: "error", error: "fatal_error" } as const;
  slack.fail({ method: "*", times: 2, how, match: ({ channel }) => channel === "COPEN" });
  await web.users.info({ user: "UALICE" });
  for (const _ of [1, 2]) await expect(web.chat.postMessage(post)).rejects.toThrow("fatal_error");
  await web.chat.postMessage(post);
  slack.fail({ method: "*", times: Number.POSITIVE_INFINITY, how });
  await expect(web.auth.test()).rejects.toThrow("fatal_error");
  slack.clearFaults();
  await web.auth.test();
});
