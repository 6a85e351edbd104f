// A status with its color.

export function Status({ status }: { status: string }) {
  return (
    <span className="status" data-status={status}>
      {status}
    </span>
  );
}
