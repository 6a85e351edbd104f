// Tells this window from the others of the same person; a reload makes it another.

export const thisWindow: string = crypto.randomUUID();
