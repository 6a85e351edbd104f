// The three characters that Slack escapes as entities.

const plain: Readonly<Record<string, string>> = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };

/** Decodes once: `&amp;lt;` becomes `&lt;`. */
export const decode = (text: string): string => text.replace(/&(?:lt|gt|amp);/g, (entity) => plain[entity] ?? entity);
