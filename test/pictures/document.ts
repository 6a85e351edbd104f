// docs/messages.md: each scene with its title, its sentence and its picture, whose alternative text is the message's words.
import type { Section } from "./catalogue.js";
import type { Scene } from "./scene.js";

const introduction = `# Messages

Everything that Understudy shows in Slack, as the sandbox's page shows it: the real bot, an emulated Slack and Clerk. Alice
works in support and asks; Carol and Dave approve; Bob is a customer. \`npm run screenshots\` takes these pictures and writes
this page.
`;

export const widths = { slack: 640, phone: 390 } as const;

/** `wordsOf`: what a scene's picture says. */
export function documentOf(sections: readonly Section[], wordsOf: (scene: Scene) => string): string {
  const contents = sections.map(({ title }) => `- [${title}](#${title.toLowerCase().replaceAll(" ", "-")})`);
  const parts = sections.map(({ title, about, scenes }) =>
    [`## ${title}`, about, ...scenes.map((scene) => entry(scene, wordsOf(scene)))].join("\n\n"),
  );
  return `${[introduction, `${contents.join("\n")}`, ...parts].join("\n").replaceAll("\n## ", "\n\n## ")}\n`;
}

/** What the page says of a scene above its picture. */
export function caption({ title, when }: Scene): string {
  return `### ${title}\n\n${when}`;
}

function entry(scene: Scene, words: string): string {
  const { name, dark, phone } = scene;
  const image = `<img src="messages/${name}.png" width="${widths.slack}" alt="${escaped(words)}">`;
  const inDark = `<source media="(prefers-color-scheme: dark)" srcset="messages/${name}-dark.png">`;
  return [
    caption(scene),
    dark ? `<picture>${inDark}${image}</picture>` : image,
    ...(phone ? [`<img src="messages/${name}-phone.png" width="${widths.phone}" alt="The same on a phone">`] : []),
  ].join("\n\n");
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(words: string): string {
  return words.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);
}
