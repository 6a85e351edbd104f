// What must hold of people's forms: none of them waits for an answer for ever.
import type { Scene } from "./scene.js";

/** What is wrong, in sentences. */
export function formTroubles({ stage }: Scene): string[] {
  return [stage.alice, stage.carol, stage.dave].flatMap((person) =>
    person
      .modals()
      .filter((view) => person.reads(view).includes("Checking…"))
      .map(() => `a form before ${person.id} still says that it is being checked`),
  );
}
