// Distinguishes this window from the same person's others; a reload makes it another.

export const thisWindow: string = crypto.randomUUID();
