// Parses durations and formats them for people.

const unitsMs = { s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** Reads `90s`, `10m` or `2h` as milliseconds. Undefined for anything else, and for less than a second. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,6})([smh])$/.exec(text);
  const [, count, unit] = match ?? [];
  if (count === undefined || (unit !== "s" && unit !== "m" && unit !== "h")) return undefined;
  const ms = Number(count) * unitsMs[unit];
  return ms > 0 ? ms : undefined;
}

/** "45 minutes", "1 hour 30 minutes", "90 seconds"; rounded to the second. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 120 && seconds !== 60) return counted(seconds, "second");
  return [
    counted(Math.floor(seconds / 3_600), "hour"),
    counted(Math.floor((seconds % 3_600) / 60), "minute"),
    counted(seconds % 60, "second"),
  ]
    .filter((part) => !part.startsWith("0 "))
    .join(" ");
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
