/**
 * imsmanifest.xml: one organization, an item for each SCO, one asset that all of them depend on. SCORM 1.2 CAM 2.3
 * and SCORM 2004 CAM 3.4 (3rd and 4th edition differ in the version's name alone, for what is used here).
 */
import type { Sco } from "../../site/scorm/marks.ts";

export type ScormVersion = "1.2" | "2004-3" | "2004-4";

export interface ScoEntry extends Sco {
  /** A word for identifiers and the launch file: "05-routing", "course". */
  readonly id: string;
}
export interface PackageEntry {
  readonly id: string;
  readonly title: string;
  readonly scos: readonly ScoEntry[];
  /** Paths in the package, without the launch pages. */
  readonly files: readonly string[];
}

export function launchFile(sco: ScoEntry): string {
  return `scorm/${sco.id}.html`;
}

export function xml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

const SPACES_12 = `xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="http://www.imsproject.org/xsd/imscp_rootv1p1p2 imscp_rootv1p1p2.xsd http://www.adlnet.org/xsd/adlcp_rootv1p2 adlcp_rootv1p2.xsd"`;
const SPACES_2004 = `xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3"
  xmlns:adlseq="http://www.adlnet.org/xsd/adlseq_v1p3"
  xmlns:adlnav="http://www.adlnet.org/xsd/adlnav_v1p3"
  xmlns:imsss="http://www.imsglobal.org/xsd/imsss"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="http://www.imsglobal.org/xsd/imscp_v1p1 imscp_v1p1.xsd http://www.adlnet.org/xsd/adlcp_v1p3 adlcp_v1p3.xsd http://www.adlnet.org/xsd/adlseq_v1p3 adlseq_v1p3.xsd http://www.adlnet.org/xsd/adlnav_v1p3 adlnav_v1p3.xsd http://www.imsglobal.org/xsd/imsss imsss_v1p0.xsd"`;
const NAMES = { "1.2": "1.2", "2004-3": "2004 3rd Edition", "2004-4": "2004 4th Edition" };

export function manifest(version: ScormVersion, content: PackageEntry): string {
  const old = version === "1.2";
  /** The package says itself what is done; an LMS that sequences takes its word. */
  const own = old
    ? ""
    : `
        <imsss:sequencing>
          <imsss:deliveryControls completionSetByContent="true" objectiveSetByContent="true"/>
        </imsss:sequencing>`;
  const items = content.scos.map(
    (sco) => `
      <item identifier="ITEM-${sco.id}" identifierref="SCO-${sco.id}" isvisible="true">
        <title>${xml(sco.title)}</title>${own}
      </item>`,
  );
  const flow = old
    ? ""
    : `
      <imsss:sequencing>
        <imsss:controlMode choice="true" flow="true"/>
      </imsss:sequencing>`;
  const type = old ? "scormtype" : "scormType";
  const resources = content.scos.map(
    (sco) => `
    <resource identifier="SCO-${sco.id}" type="webcontent" adlcp:${type}="sco" href="${launchFile(sco)}">
      <file href="${launchFile(sco)}"/>
      <dependency identifierref="SITE"/>
    </resource>`,
  );
  const files = content.files.map(
    (file) => `
      <file href="${xml(encodeURI(file))}"/>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="${content.id}" version="1.0"
  ${old ? SPACES_12 : SPACES_2004}>
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>${NAMES[version]}</schemaversion>
  </metadata>
  <organizations default="ORG">
    <organization identifier="ORG">
      <title>${xml(content.title)}</title>${items.join("")}${flow}
    </organization>
  </organizations>
  <resources>${resources.join("")}
    <resource identifier="SITE" type="webcontent" adlcp:${type}="asset">${files.join("")}
    </resource>
  </resources>
</manifest>
`;
}
