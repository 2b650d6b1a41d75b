/** Sum of the series of a metric whose labels match, as a running fleet tells it; 0 while there is none. */
export async function counterOf(apiUrl: string, name: string, labels: RegExp): Promise<number> {
  const text = await (await fetch(`${apiUrl}/metrics`)).text();
  let sum = 0;
  for (const [, found = '', value] of text.matchAll(new RegExp(`^${name}\\{(.*)\\} (\\S+)$`, 'gm')))
    if (labels.test(found)) sum += Number(value);
  return sum;
}
