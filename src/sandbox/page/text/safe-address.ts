// Which addresses the page lets anybody follow: those that lead to a page or a letter, and none that run a script.

export const isSafe = (address: string): boolean => /^(https?|mailto):/i.test(address);
