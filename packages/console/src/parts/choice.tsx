export interface ChoiceProps<Name extends string> {
  readonly label: string;
  readonly names: readonly Name[];
  /** How each of them is called. */
  readonly words: Readonly<Record<Name, string>>;
  /** What is chosen; one that is not among the names, which an address may ask for, marks none. */
  readonly value: string;
  readonly onChange: (name: Name) => void;
}

/** One of a few, with its label. */
export function Choice<Name extends string>({ label, names, words, value, onChange }: ChoiceProps<Name>) {
  return (
    <label>
      {label}
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value as Name)}>
        {names.map((name) => (
          <option key={name} value={name}>
            {words[name]}
          </option>
        ))}
      </select>
    </label>
  );
}
