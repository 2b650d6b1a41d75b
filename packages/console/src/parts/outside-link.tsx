import type { ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';
import { isWebAddress } from './is-web-address.ts';

export interface OutsideLinkProps {
  /** Untrusted. */
  readonly href: string;
  readonly children: ComponentChildren;
}

/** A link out of the page. What is no web address stays text: evidence may hold anything. */
export function OutsideLink({ href, children }: OutsideLinkProps) {
  if (!isWebAddress(href)) return <span>{children}</span>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children} <Icon name="external" />
    </a>
  );
}
