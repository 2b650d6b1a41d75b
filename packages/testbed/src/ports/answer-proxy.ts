import { type AddressInfo, connect, createServer } from 'node:net';

type OnAnswer = (text: string | undefined, action?: () => Promise<'passed on' | 'lost'>) => void;

/** A TCP proxy in front of a server on the loopback interface. */
export interface AnswerProxy {
  readonly port: number;
  /** What happens before an answer that contains the text reaches the client, who loses the connection when it is lost. */
  readonly onAnswer: OnAnswer;
  close(): void;
}

/** Stands between client and server, so that things can happen between what the server did and what the client learns. */
export async function answerProxy(port: number): Promise<AnswerProxy> {
  let watched: string | undefined;
  let act: () => Promise<'passed on' | 'lost'> = async () => 'passed on';
  const server = createServer((client) => {
    const upstream = connect({ host: '127.0.0.1', port });
    client.pipe(upstream);
    let before = Promise.resolve();
    upstream.on('data', (answer) => {
      before = before.then(async () => {
        const fate = watched !== undefined && answer.includes(watched) ? await act() : 'passed on';
        if (fate === 'lost') client.destroy();
        else client.write(answer);
      });
    });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    client.on('error', () => {});
    upstream.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    onAnswer: (text, action) => {
      watched = text;
      act = action ?? act;
    },
    close: () => void server.close(),
  };
}
