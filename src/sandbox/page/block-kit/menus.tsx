// The menus in a message or beside a section: each choice is sent to the app at once.
import { useState } from "react";
import { type Element, minLetters, offered } from "../../slack/block-kit/elements.js";
import type { Option } from "../../slack/block-kit/text.js";
import { Icon } from "../icons.js";
import { personIn, useSeen } from "../workspace/seen.js";
import { Combobox } from "./combobox.js";
import { ConfirmDialog } from "./confirm-dialog.js";
import { NativeSelect } from "./native-select.js";
import { peopleFitting, personOption } from "./options.js";
import { type ElementIds, usePress, useSearch } from "./press.js";
import { WarningTriangle } from "./warning-triangle.js";

type Menu = Exclude<Element, { type: "button" | "plain_text_input" }>;

export function MenuElement({ menu, blockId }: { menu: Menu; blockId: string }) {
  const ids = { blockId, actionId: menu.action_id };
  const { state, choose } = usePress(ids);
  const [unconfirmed, setUnconfirmed] = useState<Option | undefined>();
  const [chosen, setChosen] = useState<Option | undefined>();
  const take = (option: Option) => {
    setUnconfirmed(undefined);
    if (menu.type !== "overflow") setChosen(option);
    void choose(option.value);
  };
  return (
    <span className="element">
      <MenuField
        menu={menu}
        ids={ids}
        chosen={chosen}
        onChoose={(option) => (menu.confirm === undefined ? take(option) : setUnconfirmed(option))}
      />
      <WarningTriangle state={state} />
      {unconfirmed !== undefined && menu.confirm !== undefined && (
        <ConfirmDialog confirm={menu.confirm} onNo={() => setUnconfirmed(undefined)} onYes={() => take(unconfirmed)} />
      )}
    </span>
  );
}

interface MenuFieldProps {
  readonly menu: Menu;
  readonly ids: ElementIds;
  readonly chosen: Option | undefined;
  readonly onChoose: (option: Option) => void;
}

function MenuField({ menu, ids, chosen, onChoose }: MenuFieldProps) {
  const seen = useSeen();
  const search = useSearch(ids);
  if (menu.type === "overflow") return <Overflow menu={menu} onChoose={onChoose} />;
  const placeholder = menu.placeholder?.text ?? "Select an option";
  switch (menu.type) {
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
          minLetters={minLetters(menu)}
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
          offer={(query) => [{ options: peopleFitting(seen.people, query) }]}
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
    // biome-ignore lint/a11y/noStaticElementInteractions: only the buttons are interactive; it closes when focus leaves them
    <span
      className="overflow"
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) setOpen(false);
      }}
      onKeyDown={(event) => {
        if (!open || event.key !== "Escape") return;
        setOpen(false);
        // Do not close the surrounding dialog.
        event.preventDefault();
        event.stopPropagation();
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
