// What `/impersonate status` and `/impersonate list` say: one's own requests, and to an approver everybody else's.
import type { Overview, Sight } from "../../../impersonation/verbs/look-up.js";
import { openFormButton } from "../blocks/buttons.js";
import { type Content, compose, type Item } from "../blocks/compose.js";
import { type ListContext, requestLine } from "../words/request-line.js";

type Around = Omit<ListContext, "cards">;

export function statusAnswer({ own, others, cards }: Overview, sight: Sight, around: Around): Content {
  const context = { ...around, cards };
  const title = titles[sight];
  const isEmpty = own.requests.length === 0;
  return compose([
    ...section(isEmpty ? title.none : title.own, own, context),
    ...(isEmpty ? [{ buttons: [openFormButton()] }] : []),
    ...(others === null || others === "unknown"
      ? []
      : section(others.requests.length === 0 ? title.noOthers : title.others, others, context)),
    ...(others === "unknown" ? [{ line: [unknown] }] : []),
    {
      line:
        sight === "open"
          ? ["Closed ones: ", { code: "/impersonate list" }]
          : ["Open ones: ", { code: "/impersonate status" }],
    },
  ]);
}

const titles: Readonly<Record<Sight, Readonly<Record<"own" | "none" | "others" | "noOthers", string>>>> = {
  open: {
    own: "Your open requests",
    none: "You have no open requests.",
    others: "Everyone else's open requests",
    noOthers: "Nobody else has an open request.",
  },
  latest: {
    own: "Your latest requests",
    none: "You have not asked for anything yet.",
    others: "Everyone else's latest requests",
    noOthers: "Nobody else has asked for anything lately.",
  },
};

const unknown =
  "Slack did not say whether you are an approver, so only your own requests are shown. Try again in a moment to see the others.";

function section(title: string, { requests, more }: Overview["own"], context: ListContext): Item[] {
  return [
    { line: requests.length === 0 ? [title] : [{ bold: title }] },
    ...requests.map((request) => ({ line: requestLine(request, context) })),
    ...(more > 0 ? [{ line: [`and ${more} more`] }] : []),
  ];
}
