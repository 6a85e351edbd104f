// The figures as a table in Markdown, for the terminal and for the documents.
import { type Figure, type Goal, isMet, ratioOf, type Unit } from "./figures.js";
import type { Spread } from "./statistics.js";

const heads = ["what", "bot", "beside it", "ratio", "goal", "met"];

export function table(figures: readonly Figure[]): string {
  const rows = figures.map(rowOf);
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => (row[column] ?? "").length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  const notes = figures.flatMap(({ what, note }) => (note === undefined ? [] : [`- ${what}: ${note}.`]));
  return [line(heads), rule, ...rows.map(line), ...(notes.length > 0 ? ["", ...notes] : [])].join("\n");
}

function rowOf(figure: Figure): string[] {
  const { what, unit, bot, beside, goal } = figure;
  const ratio = ratioOf(figure);
  const met = isMet(figure);
  return [
    what,
    spread(bot, unit),
    beside === undefined ? "" : `${beside.name}: ${spread(beside.spread, unit)}`,
    ratio === undefined ? "" : `${ratio.toFixed(2)} ×`,
    goal === undefined ? "" : limit(goal, unit),
    met === undefined ? "" : met ? "met" : "not met",
  ];
}

function limit({ limit, because }: Goal, unit: Unit): string {
  return `≤ ${number(limit)} ${unit}${because === undefined ? "" : ` (${because})`}`;
}

function spread({ value, low, high }: Spread, unit: Unit): string {
  const range = low === high ? "" : ` (${number(low)}–${number(high)})`;
  return `${number(value)} ${unit}${range}`;
}

/** Three figures that count. */
function number(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : 2);
}
