export interface ConfidenceMarkProps {
  /** 0…1 */
  readonly share: number;
}

/** A share as percent, with a bar of that length. */
export function ConfidenceMark({ share }: ConfidenceMarkProps) {
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 100);
  return (
    <span class="confidence">
      <span class="confidence-number">{`${percent}\u00a0%`}</span>
      <svg class="meter" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <rect class="meter-back" width="100" height="6" rx="3" />
        <rect class="meter-fill" width={percent} height="6" rx="3" />
      </svg>
    </span>
  );
}
