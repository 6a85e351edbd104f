// A status as a word with the colour that belongs to it.

export function Status({ status }: { status: string }) {
  return (
    <span className="status" data-status={status}>
      {status}
    </span>
  );
}
