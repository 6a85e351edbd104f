// Why a database can't be used, in one sentence for the operator.

export class StoreError extends Error {
  override readonly name = "StoreError";
}
