// Answers that only the person who clicked or typed can see.
import { type $Fetch, createFetch } from "ofetch";
import { z } from "zod";
import type { Log } from "../../runtime/log.js";
import type { Network } from "../../runtime/network.js";
import { causeOf } from "../../runtime/network-failure.js";
import type { Content } from "../messages/compose.js";
import { okAnswer, type SlackApi, SlackError } from "../transport/web-api.js";

export interface Recipient {
  readonly userId: string;
  /** Absent for forms: Slack gives them none. */
  readonly responseUrl?: string | undefined;
}

/** What a reply needs. */
export interface ReplyContext {
  readonly api: SlackApi;
  readonly answer: Answer;
  readonly approvalChannel: string;
}

/** Resolves with undefined once delivered, or with the error, already logged, that prevented it. */
export type Answer = (recipient: Recipient, content: Content) => Promise<SlackError | undefined>;

const refused = z.object({ error: z.string().regex(/^[a-z_]{1,80}$/) });
const posted = z.object({ channel: z.string() });
const flags = { unfurl_links: false, unfurl_media: false };

/** Uses the payload's response URL, and where that fails a direct message, so that no click stays unanswered. */
export function createAnswer(api: SlackApi, { fetch }: Network, log: Log): Answer {
  const send = createFetch({ fetch });
  return async ({ userId, responseUrl }, content) => {
    if (responseUrl !== undefined && (await viaResponseUrl(send, responseUrl, content, log))) return undefined;
    try {
      await api.call("chat.postMessage", { channel: userId, ...content, ...flags }, posted);
      return undefined;
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      log.error("delivery failed: answer", { user: userId, error: error.code });
      return error;
    }
  };
}

/** Covers the whole answer: ofetch's own timeout ends with the headers, and the direct message waits for this. */
const responseUrlTimeoutMs = 5_000;

async function viaResponseUrl(send: $Fetch, url: string, content: Content, log: Log): Promise<boolean> {
  const signal = AbortSignal.timeout(responseUrlTimeoutMs);
  try {
    const body = { response_type: "ephemeral", replace_original: false, ...content, ...flags };
    // Slack may answer 200 and say `ok: false` in the body; it sends plain "ok" as well.
    const request = { method: "POST", body, retry: 0, signal, redirect: "error" } as const;
    const answer: unknown = await send(url, request);
    const ok = answer === "ok" || okAnswer.safeParse(answer).success;
    if (!ok) log.warn("slack response_url refused", { error: refused.safeParse(answer).data?.error });
    return ok;
  } catch (error) {
    // Of the error only the cause is kept: it carries the URL, which is a secret.
    log.warn("slack response_url failed", { cause: causeOf(error) });
    return false;
  }
}
