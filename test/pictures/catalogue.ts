// Every picture of docs/messages.md, in the order of that page.
import { closedCards } from "./closed-cards.js";
import { directMessages, reminders } from "./direct-messages.js";
import { openCards } from "./open-cards.js";
import type { Scene } from "./scene.js";
import { answers, forms, homes } from "./surfaces.js";

export interface Section {
  readonly title: string;
  readonly about: string;
  readonly scenes: readonly Scene[];
}

export const sections: readonly Section[] = [
  {
    title: "The card",
    about: "One per request, in the approval channel. It always shows the request as it is now.",
    scenes: [...openCards, ...closedCards],
  },
  {
    title: "Direct messages",
    about: "To the person who asked, and nobody else. A newer one takes the place of the one before.",
    scenes: directMessages,
  },
  { title: "Reminders", about: "In the thread of the card.", scenes: reminders },
  { title: "Forms", about: "What people fill in.", scenes: forms },
  { title: "Private answers", about: "To the person who typed or pressed, where they did.", scenes: answers },
  { title: "Home", about: "The app's Home tab, which follows what happens while somebody looks.", scenes: homes },
];

export const scenes: readonly Scene[] = sections.flatMap((section) => section.scenes);
