/** Messages that the services of a fleet still have to process, as its metrics tell it; undefined while it does not answer. */
export async function lagOf(apiUrl: string): Promise<number | undefined> {
  try {
    const text = await (await fetch(`${apiUrl}/metrics`)).text();
    let lag = 0;
    for (const [, value] of text.matchAll(/^aiops_consumer_lag\{.*\} (\S+)$/gm)) lag += Number(value);
    return lag;
  } catch {
    return undefined;
  }
}
