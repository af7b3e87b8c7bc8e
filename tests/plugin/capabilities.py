"""What a map server says it can do, as XML; `{url}` is where."""

from __future__ import annotations

WMS = """<?xml version="1.0"?>
<WMS_Capabilities version="1.3.0" xmlns="http://www.opengis.net/wms" xmlns:xlink="http://www.w3.org/1999/xlink">
<Service><Name>WMS</Name><Title>Maps</Title><OnlineResource xlink:href="{url}"/></Service>
<Capability><Request>
<GetCapabilities><Format>text/xml</Format><DCPType><HTTP><Get><OnlineResource xlink:href="{url}"/></Get></HTTP>
</DCPType></GetCapabilities>
<GetMap><Format>image/png</Format><DCPType><HTTP><Get><OnlineResource xlink:href="{url}"/></Get></HTTP></DCPType>
</GetMap></Request><Exception><Format>XML</Format></Exception>
<Layer><Title>root</Title><CRS>EPSG:32631</CRS><CRS>EPSG:3857</CRS>
<EX_GeographicBoundingBox><westBoundLongitude>3</westBoundLongitude><eastBoundLongitude>6</eastBoundLongitude>
<southBoundLatitude>51</southBoundLatitude><northBoundLatitude>53</northBoundLatitude></EX_GeographicBoundingBox>
<Layer><Name>photo</Name><Title>photo</Title><CRS>EPSG:32631</CRS><CRS>EPSG:3857</CRS></Layer></Layer>
</Capability></WMS_Capabilities>"""

# A pixel of a scale of 1 : 1 is 0.28 mm wide. Levels: 0.125, 0.25 and 0.5 m.
WMTS_CORNER = 590_000.0, 5_750_000.0
WMTS_SCALES = {"2": 0.125 / 0.28e-3, "1": 0.25 / 0.28e-3, "0": 0.5 / 0.28e-3}
_MATRIX = """<TileMatrix><ows:Identifier>{level}</ows:Identifier><ScaleDenominator>{scale!r}</ScaleDenominator>
<TopLeftCorner>{corner[0]} {corner[1]}</TopLeftCorner><TileWidth>256</TileWidth><TileHeight>256</TileHeight>
<MatrixWidth>400</MatrixWidth><MatrixHeight>400</MatrixHeight></TileMatrix>"""
_MATRICES = "".join(
    _MATRIX.format(level=level, scale=scale, corner=WMTS_CORNER) for level, scale in WMTS_SCALES.items()
)
WMTS = (
    """<?xml version="1.0"?>
<Capabilities xmlns="http://www.opengis.net/wmts/1.0" xmlns:ows="http://www.opengis.net/ows/1.1"
 xmlns:xlink="http://www.w3.org/1999/xlink" version="1.0.0">
<ows:ServiceIdentification><ows:Title>Tiles</ows:Title><ows:ServiceType>OGC WMTS</ows:ServiceType>
<ows:ServiceTypeVersion>1.0.0</ows:ServiceTypeVersion></ows:ServiceIdentification>
<ows:OperationsMetadata><ows:Operation name="GetTile"><ows:DCP><ows:HTTP><ows:Get xlink:href="{url}">
<ows:Constraint name="GetEncoding"><ows:AllowedValues><ows:Value>KVP</ows:Value></ows:AllowedValues></ows:Constraint>
</ows:Get></ows:HTTP></ows:DCP></ows:Operation></ows:OperationsMetadata>
<Contents><Layer><ows:Title>photo</ows:Title><ows:Identifier>photo</ows:Identifier>
<ows:WGS84BoundingBox><ows:LowerCorner>4.31 51.86</ows:LowerCorner><ows:UpperCorner>4.46 51.90</ows:UpperCorner>
</ows:WGS84BoundingBox><Style isDefault="true"><ows:Identifier>default</ows:Identifier></Style>
<Format>image/png</Format><TileMatrixSetLink><TileMatrixSet>utm</TileMatrixSet></TileMatrixSetLink></Layer>
<TileMatrixSet><ows:Identifier>utm</ows:Identifier><ows:SupportedCRS>urn:ogc:def:crs:EPSG::32631</ows:SupportedCRS>"""
    + _MATRICES
    + "</TileMatrixSet></Contents></Capabilities>"
)

# Left, bottom, right, top, and the side of a pixel, of the only coverage.
WCS_BOUNDS = 593_000.0, 5_747_000.0, 593_200.0, 5_747_150.0
WCS_PIXEL_M = 0.5
_WCS_ROOT = """xmlns="http://www.opengis.net/wcs" xmlns:gml="http://www.opengis.net/gml"
 xmlns:xlink="http://www.w3.org/1999/xlink" version="1.0.0">"""
_WCS_BRIEF = """<name>photo</name><label>photo</label><lonLatEnvelope srsName="urn:ogc:def:crs:OGC:1.3:CRS84">
<gml:pos>4.35 51.86</gml:pos><gml:pos>4.36 51.87</gml:pos></lonLatEnvelope>"""
_GET = '<DCPType><HTTP><Get><OnlineResource xlink:href="{url}"/></Get></HTTP></DCPType>'
WCS = (
    f'<?xml version="1.0"?><WCS_Capabilities {_WCS_ROOT}<Service><name>WCS</name><label>Values</label></Service>'
    f"<Capability><Request><GetCapabilities>{_GET}</GetCapabilities><DescribeCoverage>{_GET}</DescribeCoverage>"
    f"<GetCoverage>{_GET}</GetCoverage></Request><Exception><Format>application/vnd.ogc.se_xml</Format></Exception>"
    f"</Capability><ContentMetadata><CoverageOfferingBrief>{_WCS_BRIEF}</CoverageOfferingBrief></ContentMetadata>"
    "</WCS_Capabilities>"
)
COVERAGE = f"""<?xml version="1.0"?><CoverageDescription {_WCS_ROOT}<CoverageOffering>{_WCS_BRIEF}
<domainSet><spatialDomain><gml:Envelope srsName="EPSG:32631"><gml:pos>{WCS_BOUNDS[0]} {WCS_BOUNDS[1]}</gml:pos>
<gml:pos>{WCS_BOUNDS[2]} {WCS_BOUNDS[3]}</gml:pos></gml:Envelope><gml:RectifiedGrid dimension="2">
<gml:limits><gml:GridEnvelope><gml:low>0 0</gml:low><gml:high>399 299</gml:high></gml:GridEnvelope></gml:limits>
<gml:axisName>x</gml:axisName><gml:axisName>y</gml:axisName>
<gml:origin><gml:pos>{WCS_BOUNDS[0]} {WCS_BOUNDS[3]}</gml:pos></gml:origin>
<gml:offsetVector>{WCS_PIXEL_M} 0</gml:offsetVector><gml:offsetVector>0 -{WCS_PIXEL_M}</gml:offsetVector>
</gml:RectifiedGrid></spatialDomain></domainSet>
<rangeSet><RangeSet><name>bands</name><label>bands</label></RangeSet></rangeSet>
<supportedCRSs><requestResponseCRSs>EPSG:32631</requestResponseCRSs></supportedCRSs>
<supportedFormats nativeFormat="GTiff"><formats>GTiff</formats></supportedFormats></CoverageOffering>
</CoverageDescription>"""
