// The menus that stand in a message or beside a section: each choice is told to the app at once.
import { useState } from "react";
import { type Element, offered } from "../../slack/block-kit/elements.js";
import type { Option } from "../../slack/block-kit/text.js";
import { ask } from "../connection/ask.js";
import { useAttempt } from "../connection/attempt.js";
import { Icon } from "../icons.js";
import { personIn, useSeen } from "../workspace/seen.js";
import { Combobox } from "./combobox.js";
import { ConfirmDialog } from "./confirm-dialog.js";
import { NativeSelect } from "./native-select.js";
import { peopleFitting, personOption } from "./options.js";
import { useElement, usePress } from "./press.js";
import { WarningTriangle } from "./warning-triangle.js";

/** Slack's own, where an external select names none. */
export const defaultLeastLetters = 3;

type Menu = Exclude<Element, { type: "button" | "plain_text_input" }>;

export function MenuElement({ menu, blockId }: { menu: Menu; blockId: string }) {
  const ids = { blockId, actionId: menu.action_id };
  const { state, choose } = usePress(ids);
  const [wish, setWish] = useState<Option | undefined>();
  const [chosen, setChosen] = useState<Option | undefined>();
  const take = (option: Option) => {
    setWish(undefined);
    if (menu.type !== "overflow") setChosen(option);
    void choose(option.value);
  };
  return (
    <span className="element">
      <MenuField
        menu={menu}
        ids={ids}
        chosen={chosen}
        onChoose={(option) => (menu.confirm === undefined ? take(option) : setWish(option))}
      />
      <WarningTriangle state={state} />
      {wish !== undefined && menu.confirm !== undefined && (
        <ConfirmDialog confirm={menu.confirm} onNo={() => setWish(undefined)} onYes={() => take(wish)} />
      )}
    </span>
  );
}

interface MenuFieldProps {
  readonly menu: Menu;
  readonly ids: { readonly blockId: string; readonly actionId: string };
  readonly chosen: Option | undefined;
  readonly onChoose: (option: Option) => void;
}

function MenuField({ menu, ids, chosen, onChoose }: MenuFieldProps) {
  const seen = useSeen();
  const search = useSearch(ids);
  const placeholder = "placeholder" in menu ? (menu.placeholder?.text ?? "Select an option") : "More actions";
  switch (menu.type) {
    case "overflow":
      return <Overflow menu={menu} onChoose={onChoose} />;
    case "static_select":
      return (
        <NativeSelect
          select={menu}
          label={placeholder}
          value={(chosen ?? menu.initial_option)?.value ?? ""}
          onChange={(value) => {
            const option = offered(menu).find((each) => each.value === value);
            if (option !== undefined) onChoose(option);
          }}
        />
      );
    case "external_select":
      return (
        <Combobox
          label={placeholder}
          placeholder={placeholder}
          chosen={chosen ?? menu.initial_option ?? null}
          offer={search}
          leastLetters={menu.min_query_length ?? defaultLeastLetters}
          onChoose={onChoose}
        />
      );
    case "users_select": {
      const initial = menu.initial_user === undefined ? undefined : personIn(seen, menu.initial_user);
      return (
        <Combobox
          label={placeholder}
          placeholder={placeholder}
          chosen={chosen ?? (initial && personOption(initial)) ?? null}
          offer={(query) => peopleFitting(seen.people, query)}
          onChoose={onChoose}
        />
      );
    }
  }
}

function Overflow({
  menu,
  onChoose,
}: {
  menu: Extract<Menu, { type: "overflow" }>;
  onChoose: (option: Option) => void;
}) {
  const [open, setOpen] = useState(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the buttons in it are what is used; it hears when all are left
    <span
      className="overflow"
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) setOpen(false);
      }}
      onKeyDown={({ key }) => {
        if (key === "Escape") setOpen(false);
      }}
    >
      <button
        type="button"
        className="button"
        aria-label="More actions"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="more" />
      </button>
      {open && (
        <span className="offers">
          {menu.options.map((option) => (
            <button
              key={option.value}
              type="button"
              onClick={() => {
                setOpen(false);
                onChoose(option);
              }}
            >
              {option.text.text}
            </button>
          ))}
        </span>
      )}
    </span>
  );
}

/** What the app offers for the words typed into an external select; nothing where it does not answer. */
export function useSearch(ids: {
  readonly blockId: string;
  readonly actionId: string;
}): (query: string) => Promise<Option[]> {
  const element = useElement(ids);
  const attempt = useAttempt();
  return async (query) => (await attempt(() => ask("search", { ...element, query })))?.options ?? [];
}
