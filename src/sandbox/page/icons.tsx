// The page's icons as SVG, so that no icon font is needed.

const paths = {
  lock: "M5 7V5a3 3 0 0 1 6 0v2M3.5 7h9v6.5h-9z",
  hash: "M6 2 5 14M11 2l-1 12M2.5 6h11M2 10.5h11",
  close: "M3 3l10 10M13 3 3 13",
  eye: "M1 8s2.5-4.5 7-4.5S15 8 15 8s-2.5 4.5-7 4.5S1 8 1 8M8 6a2 2 0 1 1 0 4 2 2 0 0 1 0-4",
  warning: "M8 1.5 15 14H1zM8 6v4M8 11.6v.6",
  send: "M2 3l12 5-12 5 2-5zM4 8h5",
  check: "M3 8.5l3.2 3.2L13 5",
  more: "M3 8h.1M8 8h.1M13 8h.1",
  plus: "M8 3v10M3 8h10",
  bolt: "M9 1.5 3.5 9H8l-1 5.5L12.5 7H8z",
  trash: "M3 4.5h10M6 4.5V3h4v1.5M4.5 4.5l.6 9h5.8l.6-9",
  masks: "M2 3c2 1 4 1 6 0v5c0 3-6 3-6 0zM8 6c2 1 4 1 6 0v5c0 3-6 3-6 0",
} as const;

/** Hidden from screen readers; the surrounding element has the label. */
export function Icon({ name }: { name: keyof typeof paths }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
