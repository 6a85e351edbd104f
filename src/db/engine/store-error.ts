// Why a database can't be used, in one sentence for the person who runs the bot.

export class StoreError extends Error {
  override readonly name = "StoreError";
}
