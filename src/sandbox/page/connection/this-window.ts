// Identifies this window among those of the same person; changes with a reload.
export const thisWindow: string = crypto.randomUUID();
