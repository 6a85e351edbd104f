// Why a database can't be used, in one sentence for whoever runs the bot.

export class StoreError extends Error {
  override readonly name = "StoreError";
}
