// Reads a message's content as sent by the bot: text, blocks and metadata, within Slack's limits.
import { z } from "zod";
import type { Block } from "../block-kit/blocks.js";
import { complaints } from "../block-kit/complaints.js";
import { nameParts } from "../block-kit/name-parts.js";
import { messageBlocks } from "../block-kit/surfaces.js";
import type { SlackState } from "../state/state.js";
import type { Args } from "./args.js";
import { refuse, refuseWith } from "./refusal.js";

/** Longer texts are cut without an error. */
const longestText = 40_000;
const maxAttachments = 100;

const flat = z.record(z.string(), z.unknown());
const metadataShape = z.object({ event_type: z.string().min(1), event_payload: flat });

export interface Content {
  text: string;
  blocks: Block[];
  metadata?: unknown;
}

/** Throws a Refusal: no_text, invalid_blocks, invalid_blocks_format, invalid_metadata_format and so on. */
export function readContent(args: Args, { ids }: SlackState): Content {
  refuseWhatIsNotEmulated(args);
  const text = (args.text("text") ?? "").slice(0, longestText);
  const blocks = readBlocks(args.any("blocks"), () => ids.next("").slice(0, 5));
  if (text.trim() === "" && blocks.length === 0) refuse("no_text");
  return { text, blocks, ...readMetadata(args.any("metadata")) };
}

function readBlocks(sent: unknown, newName: () => string): Block[] {
  if (sent === undefined || sent === "" || sent === null) return [];
  if (!Array.isArray(sent)) refuse("invalid_blocks_format");
  const parsed = messageBlocks.safeParse(sent, { reportInput: true });
  if (parsed.success) return nameParts(parsed.data, newName);
  const sentences = complaints("blocks", parsed.error.issues);
  return refuse("invalid_blocks", { errors: sentences, response_metadata: { messages: sentences } });
}

function readMetadata(sent: unknown): { metadata?: unknown } {
  if (sent === undefined) return {};
  if (flat.safeParse(sent).success && JSON.stringify(sent) === "{}") return { metadata: {} };
  const parsed = metadataShape.safeParse(sent);
  return parsed.success ? { metadata: parsed.data } : refuse("invalid_metadata_format");
}

/** Refused rather than silently dropped, so that no test takes it for shown. */
function refuseWhatIsNotEmulated(args: Args): void {
  const attachments = args.any("attachments");
  if (Array.isArray(attachments) && attachments.length > maxAttachments) refuse("too_many_attachments");
  for (const name of ["attachments", "markdown_text"]) {
    const value = args.any(name);
    if (value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) continue;
    refuseWith("invalid_arguments", [`[ERROR] the emulated workspace has no ${name}`]);
  }
}
