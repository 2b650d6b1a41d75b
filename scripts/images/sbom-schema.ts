import { Spec, Validation } from '@cyclonedx/cyclonedx-library';

/** Where a document breaks the strict CycloneDX 1.6 schema, which knows every field and allows no other; empty when it does not. */
export async function schemaProblems(document: string): Promise<string[]> {
  const found = await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(document);
  if (found === null) return [];
  const errors = Array.isArray(found) ? found : [found];
  return errors.map((error) => `CycloneDX 1.6: ${JSON.stringify(error)}`);
}
