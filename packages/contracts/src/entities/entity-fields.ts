import { z } from 'zod';

/** The entity a message is about, once it has been resolved. Absent on messages typed by a person. */
export const entityFields = {
  entity_id: z.string().optional().describe('urn:aiops:<kind>:<type>:<site>:<name>'),
  entity_type: z.string().optional(),
  entity_name: z.string().optional(),
};
