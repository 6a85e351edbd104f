// A time in words, for readers whose Slack cannot show it in their own zone.

/** "2026-11-23 14:02 UTC" */
export function formatMoment(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
