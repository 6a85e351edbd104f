// The three characters that Slack's text carries as entities.

const plain: Readonly<Record<string, string>> = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };

/** Once: what was written as `&amp;lt;` reads `&lt;`. */
export const decode = (text: string): string => text.replace(/&(?:lt|gt|amp);/g, (entity) => plain[entity] ?? entity);
