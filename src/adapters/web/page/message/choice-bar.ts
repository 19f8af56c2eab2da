import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Choice } from '../../../../core/ports/arrival.ts';
import { Icon } from '../icons.ts';
import { ApiError } from '../state/api.ts';
import type { Session } from '../state/session.ts';
import { words } from '../words/words.ts';

/** More are a menu. */
const MAX_BUTTONS = 5;

interface ChoiceBarProps {
  session: Session;
  message: string;
  choices: readonly Choice[];
}

/** What can be pressed below a message. */
export const ChoiceBar = ({ session, message, choices }: ChoiceBarProps): VNode => {
  const [isOpen, setOpen] = useState(false);
  const [form, setForm] = useState<string>();
  const [trouble, setTrouble] = useState('');
  const press = (label: string, text?: string): void => {
    setOpen(false);
    setForm(undefined);
    session.press(message, label, text).catch((error: unknown) => {
      const isGone = error instanceof ApiError && error.code === 'gone';
      setTrouble((error instanceof ApiError ? error.sentence : undefined) ?? (isGone ? words.gone : words.failed));
    });
  };
  const take = ({ label, askFor }: Choice): void => {
    if (askFor === undefined) press(label);
    else setForm(label);
  };
  const buttons = choices.map(
    (choice) =>
      html`<button type="button" class="choice" aria-label=${choice.label} onClick=${() => take(choice)}>
        <${Label} text=${choice.label} />
      </button>`,
  );
  const isMenu = choices.length > MAX_BUTTONS;
  return html`<div class="choices">
    ${isMenu && html`<button type="button" class="choice" aria-expanded=${isOpen} onClick=${() => setOpen(!isOpen)}>${words.choose}</button>`}
    ${isMenu ? isOpen && html`<div class="choice-menu">${buttons}</div>` : buttons}
    ${form !== undefined && html`<${Form} label=${form} onEnd=${(text?: string) => (text === undefined ? setForm(undefined) : press(form, text))} />`}
    <p class="trouble" role="alert">${trouble}</p>
  </div>`;
};

/** Drawn where not every machine has the letter. */
const Label = ({ text }: { text: string }): VNode => {
  if (text === '👍') return html`<${Icon} name="up" />`;
  if (text === '👎') return html`<${Icon} name="down" />`;
  return html`${text}`;
};

/** Asks for a text. */
const Form = ({ label, onEnd }: { label: string; onEnd: (text?: string) => void }): VNode => {
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    field.current?.focus();
  }, []);
  const submit = (event: Event): void => {
    event.preventDefault();
    const text = field.current?.value ?? '';
    if (text.trim() !== '') onEnd(text);
  };
  return html`<dialog ref=${dialog} aria-label=${label} onClose=${() => onEnd()}>
    <form onSubmit=${submit}>
      <label>${label}<textarea ref=${field} rows="6" maxlength="6000" required></textarea></label>
      <button type="submit" class="main-button">${words.save}</button>
      <button type="button" class="quiet-button" onClick=${() => onEnd()}>${words.cancel}</button>
    </form>
  </dialog>`;
};
