import { type Labels, label } from '@aiops/contracts';

/** Labels that name the machine that something runs on; a node of a cluster before the pod on it. */
const HOST_LABELS = ['k8s.node.name', 'host.name', 'host_name', 'hostname', 'host', 'node'] as const;
/** The short or long id of a container is a host name that says nothing. */
const CONTAINER_ID = /^(?:[0-9a-f]{12}|[0-9a-f]{64})$/;

/** The machine that labels name, undefined where they name none or only a container. */
export function hostLabel(labels: Labels): string | undefined {
  const host = HOST_LABELS.map((name) => label(labels, name)).find((text) => text !== undefined);
  return host === undefined || CONTAINER_ID.test(host.trim()) ? undefined : host;
}
