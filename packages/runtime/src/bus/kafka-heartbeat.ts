import { isMembershipLost, isRebalance } from './kafka-errors.ts';

/** Keeps a member alive while it handles a batch, and remembers what the group answered. */
export interface Heartbeat {
  /** The group wants this member to join again once the batch is done, or has removed it. */
  rebalance(): Error | undefined;
  /** Whether the group has removed this member. */
  isLost(): boolean;
  beat(): Promise<void>;
  stop(): void;
}

/** Sends a heartbeat every `intervalMs` until stopped. Failures to reach the broker are left to kafkajs's own next request. */
export function startHeartbeat(send: () => Promise<void>, intervalMs: number): Heartbeat {
  let rebalance: Error | undefined;
  let lost = false;
  const beat = async () => {
    try {
      await send();
    } catch (error) {
      if (isRebalance(error)) rebalance = error as Error;
      lost ||= isMembershipLost(error);
    }
  };
  const timer = setInterval(() => void beat(), intervalMs);
  return { rebalance: () => rebalance, isLost: () => lost, beat, stop: () => clearInterval(timer) };
}
