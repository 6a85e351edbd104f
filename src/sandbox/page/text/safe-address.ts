// Which URLs the page links to: web pages and mail, but no scripts.
export const isSafe = (address: string): boolean => /^(https?|mailto):/i.test(address);
