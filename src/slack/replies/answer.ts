// Answers that only the person who clicked or typed can see.
import { ofetch } from "ofetch";
import { z } from "zod";
import type { Log } from "../../runtime/log.js";
import type { Content } from "../messages/compose.js";
import { okAnswer, type SlackApi, SlackError } from "../transport/web-api.js";

export interface Asker {
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

/** Resolves with the error, already logged, that kept it from being delivered, or with undefined. */
export type Answer = (to: Asker, content: Content) => Promise<SlackError | undefined>;

const refused = z.object({ error: z.string().regex(/^[a-z_]{1,80}$/) });
const posted = z.object({ channel: z.string() });
const flags = { unfurl_links: false, unfurl_media: false };

/** By the payload's response url, and where that fails by direct message, so that no click stays unanswered. */
export function createAnswer(api: SlackApi, log: Log): Answer {
  return async ({ userId, responseUrl }, content) => {
    if (responseUrl !== undefined && (await viaResponseUrl(responseUrl, content, log))) return undefined;
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

/** For the whole answer: ofetch's own time-out ends with the headers, and the direct message waits for this. */
const responseUrlTimeoutMs = 5_000;

async function viaResponseUrl(url: string, content: Content, log: Log): Promise<boolean> {
  const signal = AbortSignal.timeout(responseUrlTimeoutMs);
  try {
    const body = { response_type: "ephemeral", replace_original: false, ...content, ...flags };
    // Slack may answer 200 and say `ok: false` in the body; it sends plain "ok" as well.
    const request = { method: "POST", body, retry: 0, signal, redirect: "error" } as const;
    const answer: unknown = await ofetch(url, request);
    const ok = answer === "ok" || okAnswer.safeParse(answer).success;
    if (!ok) log.warn("slack response_url refused", { error: refused.safeParse(answer).data?.error });
    return ok;
  } catch {
    // The error carries the url, which is a secret: only that it failed goes on.
    log.warn("slack response_url failed");
    return false;
  }
}
