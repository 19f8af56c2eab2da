import { Component, h } from 'preact';
import type { ComponentChild, FunctionComponent } from 'preact';

/** A view that is drawn again only when what it is given has changed. */
export const memo = <Props extends object>(View: (props: Props) => ComponentChild) =>
  class Memo extends Component<Props> {
    override shouldComponentUpdate(next: Readonly<Props>): boolean {
      const keys = new Set([...Object.keys(this.props), ...Object.keys(next)]);
      return [...keys].some((key) => this.props[key as keyof Props] !== next[key as keyof Props]);
    }

    override render(): ComponentChild {
      return h(View as FunctionComponent<Props>, this.props as Props);
    }
  };
