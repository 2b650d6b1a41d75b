import type { Result } from '../live/api-types.ts';
import { Card } from '../parts/card.tsx';
import { ConfidenceMark } from '../parts/confidence-mark.tsx';
import { OutsideLink } from '../parts/outside-link.tsx';
import { useWords } from '../words/use-words.ts';
import { wordFor } from '../words/word-for.ts';
import { largestPart, type ScorePart, scoreParts } from './score-parts.ts';

type Candidate = Result['root_cause']['candidates'][number];

/** Why the first candidate is the cause, and why the others are not. */
export function CandidatesPart({ result }: { readonly result: Result }) {
  const { incident: words } = useWords();
  const { candidates, explanation } = result.root_cause;
  const [first, ...others] = candidates;
  const largest = largestPart(candidates);
  const isSure = result.conclusive !== false;
  return (
    <Card title={words.candidates} class="part-candidates">
      {first === undefined ? (
        <p>{words.noCandidates}</p>
      ) : (
        <>
          <p>{explanation}</p>
          <CandidateBox
            candidate={first}
            largest={largest}
            verdict={isSure ? words.isCause : words.bestGuess}
            isOpen
          />
          {others.map((candidate) => (
            <CandidateBox
              key={candidate.entity_id ?? candidate.device}
              candidate={candidate}
              largest={largest}
              verdict={isSure ? words.ruledOut : words.alsoPossible}
            />
          ))}
        </>
      )}
    </Card>
  );
}

interface CandidateBoxProps {
  readonly candidate: Candidate;
  readonly largest: number;
  readonly verdict: string;
  readonly isOpen?: boolean;
}

function CandidateBox({ candidate, largest, verdict, isOpen = false }: CandidateBoxProps) {
  const { incident: words } = useWords();
  const { device, confidence, score, against } = candidate;
  return (
    <details class={isOpen ? 'candidate candidate-first' : 'candidate'} open={isOpen}>
      <summary>
        <strong>{device}</strong> <span class="tag">{verdict}</span> <ConfidenceMark share={confidence} />{' '}
        <span class="quiet number">{words.score(score.toFixed(3))}</span>
        {!isOpen && against[0] !== undefined && <span class="quiet"> · {against[0]}</span>}
      </summary>
      <table class="terms">
        <thead class="unseen">
          <tr>
            <th scope="col">{words.term}</th>
            <th scope="col">{words.points}</th>
            <th scope="col">{words.bar}</th>
            <th scope="col">{words.reason}</th>
          </tr>
        </thead>
        <tbody>
          {scoreParts(candidate).map((part) => (
            <TermRow key={part.term.name} part={part} largest={largest} />
          ))}
        </tbody>
      </table>
      <div class="for-against">
        <Reasons title={words.evidenceFor} candidate={candidate} />
        {against.length > 0 && (
          <div>
            <h3>{words.evidenceAgainst}</h3>
            <ul>
              {against.map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </details>
  );
}

function TermRow({
  part: { term, points },
  largest,
}: {
  readonly part: ScorePart;
  readonly largest: number;
}) {
  const { incident: words } = useWords();
  const width = (Math.abs(points) / largest) * 50;
  return (
    <tr>
      <th scope="row">{wordFor(words.terms, term.name)}</th>
      <td class="number">
        {points > 0 ? '+' : '−'}
        {Math.abs(points).toFixed(3)}
      </td>
      <td class="term-bar">
        <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
          <rect class="meter-back" x="49.7" width="0.6" height="8" />
          <rect
            class={points > 0 ? 'part-for' : 'part-against'}
            x={points > 0 ? 50 : 50 - width}
            width={width}
            height="8"
          />
        </svg>
      </td>
      <td>{term.why}</td>
    </tr>
  );
}

const MOST_EVIDENCE = 8;

function Reasons({
  title,
  candidate: { evidence },
}: {
  readonly title: string;
  readonly candidate: Candidate;
}) {
  const { incident: words } = useWords();
  const shown = evidence
    .filter(({ query, url }) => query === undefined || url !== undefined)
    .slice(0, MOST_EVIDENCE);
  if (shown.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <ul>
        {shown.map(({ kind, title: text, url }, place) => (
          <li key={place}>
            <span class="quiet">{wordFor(words.kinds, kind)}:</span>{' '}
            {url === undefined ? text : <OutsideLink href={url}>{text}</OutsideLink>}
          </li>
        ))}
      </ul>
    </div>
  );
}
