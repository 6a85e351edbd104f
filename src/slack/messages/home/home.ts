// The Home tab: a person's own requests and, for an approver, those of others that wait or give access, and the latest decisions.
import type { types } from "@slack/bolt";
import type { Request } from "../../../impersonation/model/request.js";
import type { RequestList } from "../../../impersonation/ports/request-lists.js";
import { approveButton, cancelButton, denyButton, openFormButton, revokeButtonOf } from "../blocks/buttons.js";
import { type Content, compose, type Line, plain, section } from "../blocks/compose.js";
import { type Cards, decisionLine, denialLines, everybodysLine, ownLine, shortReason } from "./lines.js";

type Block = types.KnownBlock;
type Decisions = "both" | "deny" | "none";

/** How many of each list are shown: with two blocks for each, the view stays below Slack's 100. */
export const shownAtMost = { open: 8, closed: 10, waiting: 10, live: 12, decided: 20 } as const;

export interface ApproverLists {
  readonly waiting: RequestList;
  readonly live: RequestList;
  readonly decided: readonly Request[];
  /** By the id of a waiting request: the latest one that it asks again and that was denied. */
  readonly denials: ReadonlyMap<string, Request | undefined>;
  /** Which decisions a waiting request offers this person. */
  readonly offers: (request: Request) => Decisions;
}

export interface HomeLists extends Cards {
  readonly open: readonly Request[];
  readonly closed: readonly Request[];
  /** Undefined for everybody but approvers. */
  readonly approver: ApproverLists | undefined;
}

const top: Block = {
  type: "section",
  text: plain("Sign in as a user of the product, once somebody else approves."),
  accessory: openFormButton(),
};

/** `notice`: the answer to the person's last press here. */
export function home(lists: HomeLists, notice: Content | undefined): types.HomeView {
  const { open, closed, approver } = lists;
  return view([
    ...noticeBlocks(notice),
    top,
    ...list(
      "Your open requests",
      { requests: open.toReversed().slice(0, shownAtMost.open), more: open.length - shownAtMost.open },
      "You have none.",
      (each) => [
        text("own", each, [ownLine(each, lists)]),
        actions("own", each, [each.status === "pending" ? cancelButton(each.id) : revokeButtonOf(each)]),
      ],
    ),
    ...(approver === undefined ? [] : ofOthers(approver, lists)),
    ...history("Your latest requests", closed, (each) => ownLine(each, lists)),
    ...(approver === undefined
      ? []
      : history("Latest decisions", approver.decided, (each) => decisionLine(each, lists))),
  ]);
}

/** To guests, and to people of another workspace. */
export const outsidersHome: types.HomeView = view(
  compose([{ line: ["Understudy is for full members of this workspace."] }]).blocks,
);

/** Where Slack does not say who somebody is, they are shown nobody's requests. */
export const unknownsHome: types.HomeView = view(
  compose([{ line: ["Slack isn't saying right now what you may see here. Your requests show up as soon as it does."] }])
    .blocks,
);

/** What a Home shows that is not followed any more: lists that are out of date would mislead. */
export const restingHome: types.HomeView = view([
  top,
  ...compose([{ line: ["This page has stopped updating. Switch to Messages and back to see the requests again."] }])
    .blocks,
]);

function view(blocks: Block[]): types.HomeView {
  return { type: "home", blocks };
}

function ofOthers({ waiting, live, denials, offers }: ApproverLists, lists: HomeLists): Block[] {
  return [
    ...list("Waiting for approval", waiting, "Nothing is waiting.", (each) => [
      text(
        "waiting",
        each,
        [[...everybodysLine(each, lists), left[offers(each)]], ...denialLines(denials.get(each.id))],
        shortReason(each),
      ),
      actions("waiting", each, decisionButtons(each, offers(each))),
    ]),
    ...list("Live access", live, "Nobody else has access.", (each) => [
      text("live", each, [everybodysLine(each, lists)]),
      actions("live", each, [revokeButtonOf(each)]),
    ]),
  ];
}

/** What is left to somebody else, and so has no button. */
const left: Readonly<Record<Decisions, string>> = {
  both: "",
  deny: " · someone else has to approve it",
  none: " · someone else has to decide",
};

function decisionButtons({ id }: Request, offered: Decisions): types.Button[] {
  if (offered === "none") return [];
  return offered === "deny" ? [denyButton(id)] : [approveButton(id), denyButton(id)];
}

function list(
  title: string,
  { requests, more }: RequestList,
  none: string,
  blocksOf: (request: Request) => (Block | undefined)[],
): Block[] {
  return [
    header(title),
    ...requests.flatMap(blocksOf).filter((block) => block !== undefined),
    ...(requests.length === 0 ? [quiet(none)] : []),
    ...(more > 0 ? [quiet(`and ${more} more`)] : []),
  ];
}

/** Without buttons several lines share a block: Slack takes only so many blocks. */
function history(title: string, requests: readonly Request[], lineOf: (request: Request) => Line): Block[] {
  if (requests.length === 0) return [];
  const blocks: Block[] = [header(title)];
  for (let first = 0; first < requests.length; first += linesPerBlock) {
    blocks.push(richText(requests.slice(first, first + linesPerBlock).map(lineOf)));
  }
  return blocks;
}

const linesPerBlock = 5;

function noticeBlocks(notice: Content | undefined): Block[] {
  if (notice === undefined) return [];
  return [quiet("About your last click"), ...notice.blocks.slice(0, noticeBlocksMax), { type: "divider" }];
}

const noticeBlocksMax = 4;

function header(title: string): Block {
  return { type: "header", text: plain(title) };
}

function quiet(words: string): Block {
  return { type: "context", elements: [plain(words)] };
}

function text(listName: string, { id }: Request, lines: readonly Line[], quote?: string): Block {
  const block = richText(lines);
  if (quote === undefined) return { ...block, block_id: `${listName}_${id}` };
  const quoted: types.RichTextQuote = { type: "rich_text_quote", elements: [{ type: "text", text: quote || "–" }] };
  return { ...block, block_id: `${listName}_${id}`, elements: [...block.elements, quoted] };
}

/** The block's id tells in which list a button was pressed, as one request can stand in several. */
function actions(listName: string, { id }: Request, elements: types.Button[]): Block | undefined {
  return elements.length === 0 ? undefined : { type: "actions", block_id: `${listName}_buttons_${id}`, elements };
}

function richText(lines: readonly Line[]): types.RichTextBlock {
  const elements = lines.flatMap((line, index): types.RichTextElement[] => [
    ...(index === 0 ? [] : [{ type: "text", text: "\n" } as const]),
    ...section(line).elements,
  ]);
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements }] };
}
