import type { ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';

export interface NoticeProps {
  readonly kind: 'empty' | 'error' | 'warning' | 'info';
  readonly title: string;
  readonly children?: ComponentChildren;
}

const ICONS = { empty: 'circle', error: 'cross', warning: 'warning', info: 'info' } as const;

/** Something that the reader has to know, and what to do about it. Errors and warnings are read out when they appear. */
export function Notice({ kind, title, children }: NoticeProps) {
  const isUrgent = kind === 'error' || kind === 'warning';
  return (
    <div class={`notice notice-${kind}`} role={isUrgent ? 'alert' : undefined}>
      <Icon name={ICONS[kind]} />
      <div>
        <p class="notice-title">{title}</p>
        {children}
      </div>
    </div>
  );
}
