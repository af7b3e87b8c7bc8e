<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AreaPanel</name>
    <message>
        <source>Area</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>The part of the layer to classify; nothing else is computed</source>
        <translation>图层中要分类的部分；其余部分不计算</translation>
    </message>
    <message>
        <source>Draw on the map</source>
        <translation>在地图上绘制</translation>
    </message>
    <message>
        <source>Drag a rectangle on the map</source>
        <translation>在地图上拖出一个矩形</translation>
    </message>
    <message>
        <source>The layer whose polygons bound the area</source>
        <translation>用其多边形界定区域的图层</translation>
    </message>
    <message>
        <source>Selected features only</source>
        <translation>仅选中要素</translation>
    </message>
    <message>
        <source>Of that layer, the polygons that are selected on the map</source>
        <translation>只用该图层中在地图上选中的多边形</translation>
    </message>
</context>
<context>
    <name>DoubtPanel</name>
    <message>
        <source>Doubtful places</source>
        <translation>存疑位置</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>上一个</translation>
    </message>
    <message>
        <source>Zoom to the doubtful place before</source>
        <translation>缩放到上一个存疑位置</translation>
    </message>
    <message>
        <source>Next doubtful place</source>
        <translation>下一个存疑位置</translation>
    </message>
    <message>
        <source>Zoom to the doubtful place that follows</source>
        <translation>缩放到下一个存疑位置</translation>
    </message>
    <message>
        <source>What is it really? A click labels the outlined ground:</source>
        <translation>实际是什么？单击类别即标注所圈地块：</translation>
    </message>
    <message>
        <source>The map is right here</source>
        <translation>此处分类正确</translation>
    </message>
    <message>
        <source>Label the outlined ground with the map&apos;s class</source>
        <translation>用地图上的类别标注所圈地块</translation>
    </message>
    <message>
        <source>Draw it</source>
        <translation>手动绘制</translation>
    </message>
    <message>
        <source>Draw the polygon to label yourself: left clicks set corners, a right click ends; then click its class</source>
        <translation>自己绘制要标注的多边形：左键加点，右键结束；然后单击其类别</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Undo the last change of the label layer</source>
        <translation>撤销标注图层的上一次改动</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>The layer that the polygons go to; where there is none, the first click makes one</source>
        <translation>多边形写入的图层；没有时，第一次单击会新建一个</translation>
    </message>
    <message>
        <source>Fine-tune with these</source>
        <translation>用这些标注微调</translation>
    </message>
    <message>
        <source>Go to the tab Fine-tune, with raster, labels and start model filled in</source>
        <translation>转到“微调”选项卡，并填好栅格、标注和起始模型</translation>
    </message>
</context>
<context>
    <name>Engine</name>
    <message>
        <source>band</source>
        <translation>波段</translation>
    </message>
    <message>
        <source>bands</source>
        <translation>波段</translation>
    </message>
    <message>
        <source>pixel</source>
        <translation>像元</translation>
    </message>
    <message>
        <source>pixels</source>
        <translation>像元</translation>
    </message>
    <message>
        <source>point</source>
        <translation>点</translation>
    </message>
    <message>
        <source>points</source>
        <translation>点</translation>
    </message>
    <message>
        <source>polygon</source>
        <translation>多边形</translation>
    </message>
    <message>
        <source>polygons</source>
        <translation>多边形</translation>
    </message>
    <message>
        <source>zone</source>
        <translation>分区</translation>
    </message>
    <message>
        <source>zones</source>
        <translation>分区</translation>
    </message>
    <message>
        <source>The area does not touch the raster.</source>
        <translation>区域与栅格不相交。</translation>
    </message>
    <message>
        <source>Check the area&apos;s coordinates and its CRS.</source>
        <translation>请检查区域的坐标及其坐标参照系。</translation>
    </message>
    <message>
        <source>A layer or field of zones is named, but no zones are.</source>
        <translation>给出了分区的图层或字段，但没有给出分区。</translation>
    </message>
    <message>
        <source>Give the zones, too.</source>
        <translation>请同时给出分区。</translation>
    </message>
    <message>
        <source>zone {} (&apos;{}&apos;) {}</source>
        <translation>分区 {}（“{}”）{}</translation>
    </message>
    <message>
        <source>The place of &apos;{}&apos; is unknown: pixels are counted, areas are not known.</source>
        <translation>“{}”的位置未知：只统计像元，面积不可知。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; has no CRS: the zones are taken to be in its coordinates.</source>
        <translation>“{}”没有坐标参照系：分区按其坐标处理。</translation>
    </message>
    <message>
        <source>, and {} more</source>
        <translation>，还有 {} 个</translation>
    </message>
    <message>
        <source>Of the zones of &apos;{}&apos;, {}{}.</source>
        <translation>“{}”的分区中，{}{}。</translation>
    </message>
    <message>
        <source>The areas</source>
        <translation>面积</translation>
    </message>
    <message>
        <source>&apos;{}&apos; holds no class at all.</source>
        <translation>“{}”中没有任何类别。</translation>
    </message>
    <message>
        <source>Check its nodata value.</source>
        <translation>请检查其无数据值。</translation>
    </message>
    <message>
        <source>cannot be brought to the raster&apos;s CRS</source>
        <translation>无法转换到栅格的坐标参照系</translation>
    </message>
    <message>
        <source>&apos;{}&apos; holds no polygons (layer &apos;{}&apos;, {} features).</source>
        <translation>“{}”中没有多边形（图层“{}”，{} 个要素）。</translation>
    </message>
    <message>
        <source>Choose a layer of polygons.</source>
        <translation>请选择多边形图层。</translation>
    </message>
    <message>
        <source>None of the zones of &apos;{}&apos; lies in the raster.</source>
        <translation>“{}”的分区都不在栅格内。</translation>
    </message>
    <message>
        <source>Check that both show the same place and that each has the right CRS.</source>
        <translation>请检查两者是否为同一地方，坐标参照系是否都正确。</translation>
    </message>
    <message>
        <source>has no geometry</source>
        <translation>没有几何图形</translation>
    </message>
    <message>
        <source>is no polygon, or a broken one</source>
        <translation>不是多边形，或已损坏</translation>
    </message>
    <message>
        <source>lies outside the raster</source>
        <translation>位于栅格以外</translation>
    </message>
    <message>
        <source>lies partly outside the raster</source>
        <translation>部分位于栅格以外</translation>
    </message>
    <message>
        <source>crosses itself: where it overlaps itself is outside</source>
        <translation>自相交：自身重叠处算作外部</translation>
    </message>
    <message>
        <source>The zones of &apos;{}&apos; cannot be brought to the raster&apos;s CRS.</source>
        <translation>“{}”的分区无法转换到栅格的坐标参照系。</translation>
    </message>
    <message>
        <source>Check the CRS of both: a wrong one places things off the Earth.</source>
        <translation>请检查两者的坐标参照系：错误的坐标参照系会使位置落到地球之外。</translation>
    </message>
    <message>
        <source>stratified random: </source>
        <translation>分层随机：</translation>
    </message>
    <message>
        <source>No point with a class lies where the map has {}.</source>
        <translation>地图为 {} 的地方没有带类别的点。</translation>
    </message>
    <message>
        <source>Label points there, too.</source>
        <translation>请在那里也标注一些点。</translation>
    </message>
    <message>
        <source>The points were not drawn from &apos;{}&apos;, or it has changed since.</source>
        <translation>这些点不是从“{}”抽取的，或者它之后有改动。</translation>
    </message>
    <message>
        <source>Name the map that they were drawn from as the strata.</source>
        <translation>请把抽点所用的地图指定为分层。</translation>
    </message>
    <message>
        <source>{} of {} px</source>
        <translation>{1} 像元中的 {0}</translation>
    </message>
    <message>
        <source>The strata &apos;{}&apos; do not lie on the pixels of &apos;{}&apos;: they have {}.</source>
        <translation>分层“{0}”与“{1}”的像元不对应：{2}。</translation>
    </message>
    <message>
        <source>Bring both to one grid with nearest neighbour (&apos;gdalwarp -r near&apos;).</source>
        <translation>请用最近邻法使两者处于同一格网（“gdalwarp -r near”）。</translation>
    </message>
    <message>
        <source>Comparing the map with the reference points</source>
        <translation>正在把地图与参考点比较</translation>
    </message>
    <message>
        <source>: all of it lies within {} pixels of a border between classes</source>
        <translation>：它们全部位于类别边界 {} 个像元以内</translation>
    </message>
    <message>
        <source>No {} of &apos;{}&apos; can be compared with &apos;{}&apos;{}.</source>
        <translation>“{1}”没有{0}可与“{2}”比较{3}。</translation>
    </message>
    <message>
        <source>The map &apos;{}&apos; has a class of the number {}, which has another meaning here.</source>
        <translation>地图“{}”有编号为 {} 的类别，该编号在此另有含义。</translation>
    </message>
    <message>
        <source>Renumber its classes from 0 to {}.</source>
        <translation>请把类别重新编号为 0 至 {}。</translation>
    </message>
    <message>
        <source>All classes are left out.</source>
        <translation>所有类别都被排除。</translation>
    </message>
    <message>
        <source>Leave one or more in.</source>
        <translation>请至少保留一个。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; holds no points, from which areas could be estimated.</source>
        <translation>“{}”中没有点，无法估计面积。</translation>
    </message>
    <message>
        <source>Draw a stratified random sample (&apos;rs-segmenter sample&apos;), and label its points.</source>
        <translation>请抽取分层随机样本（“抽取参考点”，或“rs-segmenter sample”），并标注其点。</translation>
    </message>
    <message>
        <source>Where &apos;{}&apos; has a class, the map has none.</source>
        <translation>“{}”有类别的地方，地图没有类别。</translation>
    </message>
    <message>
        <source>Check that both show the same place.</source>
        <translation>请检查两者是否为同一地方。</translation>
    </message>
    <message>
        <source>Erode less.</source>
        <translation>请减小边界宽度。</translation>
    </message>
    <message>
        <source>Check that both show the same place, and the mapping.</source>
        <translation>请检查两者是否为同一地方，以及类别对应关系。</translation>
    </message>
    <message>
        <source>{} pixels near borders between classes of the reference do not count.</source>
        <translation>参考数据类别边界附近的 {} 个像元不参与评价。</translation>
    </message>
    <message>
        <source>{} {} with a reference do not count, as the map has no class there.</source>
        <translation>{} 个{}有参考类别但不参与评价，因为地图在那里没有类别。</translation>
    </message>
    <message>
        <source>The reference has no {} of {}: how much of it is missed stays unknown.</source>
        <translation>参考数据中没有{}（{}）：漏分多少无从得知。</translation>
    </message>
    <message>
        <source>The reference has a single class, so that kappa and errors between classes mean nothing.</source>
        <translation>参考数据只有一个类别，因此 Kappa 系数和类别间的误差没有意义。</translation>
    </message>
    <message>
        <source>The result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>&apos;{}&apos; has no class &apos;{}&apos; that could be left out.</source>
        <translation>“{}”没有可排除的类别“{}”。</translation>
    </message>
    <message>
        <source>Its classes are {}.</source>
        <translation>其类别为 {}。</translation>
    </message>
    <message>
        <source>Areas were not estimated. {}</source>
        <translation>没有估计面积。{}</translation>
    </message>
    <message>
        <source>Comparing the map with the reference</source>
        <translation>正在把地图与参考数据比较</translation>
    </message>
    <message>
        <source>Measuring the classes of the map</source>
        <translation>正在测算地图的类别</translation>
    </message>
    <message>
        <source>Borders cannot be widened by {} pixels.</source>
        <translation>边界不能加宽 {} 个像元。</translation>
    </message>
    <message>
        <source>Give 0 to {}.</source>
        <translation>请给出 0 至 {}。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; is no choice for areas.</source>
        <translation>“{}”不是面积的可选项。</translation>
    </message>
    <message>
        <source>Choose one of {}.</source>
        <translation>请选择 {} 之一。</translation>
    </message>
    <message>
        <source>{} points cannot be drawn.</source>
        <translation>无法抽取 {} 个点。</translation>
    </message>
    <message>
        <source>Give 1 to {} points.</source>
        <translation>请给出 1 至 {} 个点。</translation>
    </message>
    <message>
        <source>Points cannot be allocated by &apos;{}&apos;.</source>
        <translation>样本点不能按“{}”分配。</translation>
    </message>
    <message>
        <source>A class cannot have {} points.</source>
        <translation>一个类别不能有 {} 个点。</translation>
    </message>
    <message>
        <source>Give a minimum of 0 or more.</source>
        <translation>请给出 0 或更大的最小值。</translation>
    </message>
    <message>
        <source>{} is no seed.</source>
        <translation>{} 不能作为随机种子。</translation>
    </message>
    <message>
        <source>Give a whole number of 0 or more.</source>
        <translation>请给出 0 或更大的整数。</translation>
    </message>
    <message>
        <source>Expected accuracies do not matter with the allocation &apos;{}&apos;.</source>
        <translation>样本分配为“{}”时，预期精度不起作用。</translation>
    </message>
    <message>
        <source>Choose the allocation neyman, or leave them out.</source>
        <translation>请选择样本分配 neyman，或不给出预期精度。</translation>
    </message>
    <message>
        <source>An accuracy of {} cannot be expected of &apos;{}&apos;.</source>
        <translation>“{1}”的预期精度不能为 {0}。</translation>
    </message>
    <message>
        <source>Give more than 0 and less than 1, such as 0.7.</source>
        <translation>请给出大于 0 且小于 1 的数，例如 0.7。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; lies on other pixels than the map ({}): each pixel of the map was compared with the reference&apos;s pixel in which its centre lies.</source>
        <translation>“{}”与地图的像元不对应（{}）：地图的每个像元与其中心所在的参考像元比较。</translation>
    </message>
    <message>
        <source>ground between polygons</source>
        <translation>多边形之间的地面</translation>
    </message>
    <message>
        <source>borders between classes</source>
        <translation>类别之间的边界</translation>
    </message>
    <message>
        <source>The reference &apos;{}&apos; holds broken numbers, so it is no raster of classes.</source>
        <translation>参考数据“{}”含有小数，因此不是分类栅格。</translation>
    </message>
    <message>
        <source>Give one band of class numbers, or red, green and blue of the classes&apos; colours.</source>
        <translation>请给出类别编号的单个波段，或类别颜色的红、绿、蓝波段。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; holds points, which know no {}.</source>
        <translation>“{}”中是点，点没有{}。</translation>
    </message>
    <message>
        <source>Leave that option out for points.</source>
        <translation>使用点时请不要选该选项。</translation>
    </message>
    <message>
        <source>All polygons of &apos;{}&apos; in the map are smaller than a pixel.</source>
        <translation>地图范围内“{}”的多边形都小于一个像元。</translation>
    </message>
    <message>
        <source>Draw larger polygons.</source>
        <translation>请绘制更大的多边形。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; is a raster, which leaves no ground between polygons.</source>
        <translation>“{}”是栅格，没有多边形之间的地面。</translation>
    </message>
    <message>
        <source>Map the number of its background instead, such as 0=other.</source>
        <translation>请改为对应其背景编号，例如 0=other。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; has no valid pixel on the map.</source>
        <translation>“{}”在地图上没有有效像元。</translation>
    </message>
    <message>
        <source>Check that both show the same place, that each has the right CRS, and its nodata value.</source>
        <translation>请检查两者是否为同一地方，坐标参照系是否都正确，以及其无数据值。</translation>
    </message>
    <message>
        <source>The reference &apos;{}&apos; has {} bands of {}.</source>
        <translation>参考数据“{}”有 {} 个 {} 波段。</translation>
    </message>
    <message>
        <source>Drawing points</source>
        <translation>正在抽点</translation>
    </message>
    <message>
        <source>{} points are too few for {} in each of {} classes.</source>
        <translation>{0} 个点太少，无法在 {2} 个类别中各取 {1} 个。</translation>
    </message>
    <message>
        <source>Draw {} points or more, or lower the minimum.</source>
        <translation>请抽取 {} 个点或更多，或降低最小值。</translation>
    </message>
    <message>
        <source>The map has only {} pixels of a class: all are drawn.</source>
        <translation>地图中某个类别只有 {} 个像元：全部抽取。</translation>
    </message>
    <message>
        <source>Fewer than two points in {}: areas will have no confidence intervals.</source>
        <translation>{} 中少于两个点：面积将没有置信区间。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; has no class &apos;{}&apos;.</source>
        <translation>“{}”没有类别“{}”。</translation>
    </message>
    <message>
        <source>{} points without coordinates left out</source>
        <translation>{} 个没有坐标的点未采用</translation>
    </message>
    <message>
        <source>{} points without a class left out</source>
        <translation>{} 个没有类别的点未采用</translation>
    </message>
    <message>
        <source>{} points ignored, as the mapping says</source>
        <translation>按类别对应关系忽略了 {} 个点</translation>
    </message>
    <message>
        <source>{} points outside the map left out</source>
        <translation>地图以外的 {} 个点未采用</translation>
    </message>
    <message>
        <source>None of the {} points of &apos;{}&apos; has a class in the field &apos;{}&apos;.</source>
        <translation>“{1}”的 {0} 个点在字段“{2}”中都没有类别。</translation>
    </message>
    <message>
        <source>Fill it in for each point, or name the field that holds the class.</source>
        <translation>请为每个点填写，或指定存放类别的字段。</translation>
    </message>
    <message>
        <source>The mapping ignores all {} points of &apos;{}&apos; that have a class.</source>
        <translation>类别对应关系忽略了“{1}”中带类别的全部 {0} 个点。</translation>
    </message>
    <message>
        <source>Map some of them to a class.</source>
        <translation>请把其中一些对应到类别。</translation>
    </message>
    <message>
        <source>None of the {} points of &apos;{}&apos; that have a class lies on the map.</source>
        <translation>“{1}”中带类别的 {0} 个点都不在地图上。</translation>
    </message>
    <message>
        <source>The points of &apos;{}&apos; cannot be brought to the map&apos;s CRS.</source>
        <translation>“{}”的点无法转换到地图的坐标参照系。</translation>
    </message>
    <message>
        <source>{} cannot be written to &apos;{}&apos;: {}.</source>
        <translation>{}无法写入“{}”：{}。</translation>
    </message>
    <message>
        <source>Make room on that disk, or choose another folder.</source>
        <translation>请在该磁盘上腾出空间，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>A model is a folder with card.json and weights.safetensors; &apos;rs-segmenter models list&apos; shows those at hand.</source>
        <translation>模型是含有 card.json 和 weights.safetensors 的文件夹；“rs-segmenter models list”列出现有的模型。</translation>
    </message>
    <message>
        <source>The card</source>
        <translation>模型卡</translation>
    </message>
    <message>
        <source>its name may hold letters, digits, &apos;_&apos;, &apos;-&apos;, &apos;.&apos;</source>
        <translation>其名称只能含字母、数字、“_”、“-”、“.”</translation>
    </message>
    <message>
        <source>it lists no bands</source>
        <translation>没有列出波段</translation>
    </message>
    <message>
        <source>it lists fewer than two classes</source>
        <translation>列出的类别少于两个</translation>
    </message>
    <message>
        <source>class values must be 0, 1, 2, ... in order</source>
        <translation>类别值必须依次为 0、1、2……</translation>
    </message>
    <message>
        <source>more than {} classes</source>
        <translation>超过 {} 个类别</translation>
    </message>
    <message>
        <source>two classes share a name</source>
        <translation>有两个类别同名</translation>
    </message>
    <message>
        <source>colours must read #rrggbb</source>
        <translation>颜色必须写作 #rrggbb</translation>
    </message>
    <message>
        <source>band scaling must be finite numbers</source>
        <translation>波段缩放必须为有限数</translation>
    </message>
    <message>
        <source>a band&apos;s standard deviation must be above 0</source>
        <translation>波段的标准差必须大于 0</translation>
    </message>
    <message>
        <source>the value range must rise</source>
        <translation>值域必须递增</translation>
    </message>
    <message>
        <source>ground resolution must hold 0 &lt; min &lt;= best &lt;= max</source>
        <translation>地面分辨率必须满足 0 &lt; 最小 &lt;= 最佳 &lt;= 最大</translation>
    </message>
    <message>
        <source>the overlap must be less than the tile</source>
        <translation>重叠必须小于分块</translation>
    </message>
    <message>
        <source>blend must be one of {}</source>
        <translation>融合方式必须为 {} 之一</translation>
    </message>
    <message>
        <source>the weights&apos; SHA-256 must be 64 hexadecimal digits</source>
        <translation>权重的 SHA-256 必须为 64 位十六进制数</translation>
    </message>
    <message>
        <source>There is no model in &apos;{}&apos;: {} is missing.</source>
        <translation>“{}”中没有模型：缺少 {}。</translation>
    </message>
    <message>
        <source>mlm:input needs one value_scaling of type z-score per band</source>
        <translation>mlm:input 的每个波段需要一个 z-score 类型的 value_scaling</translation>
    </message>
    <message>
        <source>&apos;{}&apos; cannot be read as JSON: {}.</source>
        <translation>“{}”无法按 JSON 读取：{}。</translation>
    </message>
    <message>
        <source>Get the model again.</source>
        <translation>请重新获取模型。</translation>
    </message>
    <message>
        <source>The card of model &apos;{}&apos; is not usable: {}.</source>
        <translation>模型“{}”的模型卡不可用：{}。</translation>
    </message>
    <message>
        <source>Correct card.json, or get the model again.</source>
        <translation>请改正 card.json，或重新获取模型。</translation>
    </message>
    <message>
        <source>The model card {} is broken: {}.</source>
        <translation>模型卡 {} 已损坏：{}。</translation>
    </message>
    <message>
        <source>Correct it, or get the model again.</source>
        <translation>请改正它，或重新获取模型。</translation>
    </message>
    <message>
        <source>an object is expected here</source>
        <translation>此处应为对象</translation>
    </message>
    <message>
        <source>&apos;{}&apos; is missing</source>
        <translation>缺少“{}”</translation>
    </message>
    <message>
        <source>a list is expected here</source>
        <translation>此处应为列表</translation>
    </message>
    <message>
        <source>the list is too short</source>
        <translation>列表太短</translation>
    </message>
    <message>
        <source>&apos;{}&apos; must be a text</source>
        <translation>“{}”必须为文本</translation>
    </message>
    <message>
        <source>&apos;{}&apos; must be a number</source>
        <translation>“{}”必须为数字</translation>
    </message>
    <message>
        <source>&apos;{}&apos; must be a whole number</source>
        <translation>“{}”必须为整数</translation>
    </message>
    <message>
        <source>two of them share a number or a name</source>
        <translation>其中有两个编号或名称相同</translation>
    </message>
    <message>
        <source>&apos;{}&apos; has the number {}</source>
        <translation>“{}”的编号为 {}</translation>
    </message>
    <message>
        <source>&apos;{}&apos; is no colour #rrggbb</source>
        <translation>“{}”不是 #rrggbb 形式的颜色</translation>
    </message>
    <message>
        <source>has {} bands</source>
        <translation>有 {} 个波段</translation>
    </message>
    <message>
        <source>holds {} numbers</source>
        <translation>含有 {} 类型的数值</translation>
    </message>
    <message>
        <source>&apos;{}&apos; {}, so it is no map of classes.</source>
        <translation>“{}”{}，因此不是分类图。</translation>
    </message>
    <message>
        <source>Give the class raster that segmenting wrote, or another with one band of whole numbers.</source>
        <translation>请给出分割所得的分类栅格，或其他整数的单波段栅格。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; holds the number {}, which no class can have.</source>
        <translation>“{}”含有编号 {}，类别不能使用该编号。</translation>
    </message>
    <message>
        <source>Classes are numbers from 0 to {}; set a nodata value for the others.</source>
        <translation>类别编号为 0 至 {}；请为其余的设置无数据值。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; holds the number {}, which is none of its classes.</source>
        <translation>“{}”含有编号 {}，不属于其任何类别。</translation>
    </message>
    <message>
        <source>Its tag {} lists them: remove the tag, or make the raster again.</source>
        <translation>其标签 {} 列出了类别：请移除该标签，或重新生成栅格。</translation>
    </message>
    <message>
        <source>The classes in the metadata of &apos;{}&apos; are broken: {}.</source>
        <translation>“{}”元数据中的类别已损坏：{}。</translation>
    </message>
    <message>
        <source>Remove its tag {}, or make the raster again.</source>
        <translation>请移除其标签 {}，或重新生成栅格。</translation>
    </message>
    <message>
        <source>class {}</source>
        <translation>类别 {}</translation>
    </message>
    <message>
        <source>The CRF parameter {} cannot be {}.</source>
        <translation>条件随机场参数 {} 不能为 {}。</translation>
    </message>
    <message>
        <source>It must have one row and one column for each class.</source>
        <translation>每个类别必须对应一行和一列。</translation>
    </message>
    <message>
        <source>Its penalties must be 0 or more.</source>
        <translation>其惩罚值必须为 0 或更大。</translation>
    </message>
    <message>
        <source>It must be odd, so that the pixel is in its middle.</source>
        <translation>必须为奇数，使像元位于正中。</translation>
    </message>
    <message>
        <source>It must be one of: {}.</source>
        <translation>必须为以下之一：{}。</translation>
    </message>
    <message>
        <source>It must be a number above 0.</source>
        <translation>必须为大于 0 的数。</translation>
    </message>
    <message>
        <source>It must be a whole number above 0.</source>
        <translation>必须为大于 0 的整数。</translation>
    </message>
    <message>
        <source>The CRF backend &apos;pydensecrf&apos; is not installed here.</source>
        <translation>条件随机场后端“pydensecrf”在此未安装。</translation>
    </message>
    <message>
        <source>Install it (&apos;pip install pydensecrf2&apos;, which needs a C++ compiler), or choose the backend auto.</source>
        <translation>请安装它（“pip install pydensecrf2”，需要 C++ 编译器），或选择后端 auto。</translation>
    </message>
    <message>
        <source>No Python was found for the CRF backend &apos;pydensecrf&apos;.</source>
        <translation>找不到用于条件随机场后端“pydensecrf”的 Python。</translation>
    </message>
    <message>
        <source>Choose the backend auto.</source>
        <translation>请选择后端 auto。</translation>
    </message>
    <message>
        <source>The process of the CRF backend &apos;pydensecrf&apos; has failed: {}.</source>
        <translation>条件随机场后端“pydensecrf”的进程失败：{}。</translation>
    </message>
    <message>
        <source>it said nothing</source>
        <translation>没有任何输出</translation>
    </message>
    <message>
        <source>The CRF&apos;s compatibility is for {} classes, the probabilities have {}.</source>
        <translation>条件随机场的相容矩阵针对 {} 个类别，而概率有 {} 个。</translation>
    </message>
    <message>
        <source>Give one row and one column for each class of the model.</source>
        <translation>请为模型的每个类别给出一行和一列。</translation>
    </message>
    <message>
        <source>The CRF backend &apos;numba&apos; runs on the CPU, not on &apos;{}&apos;.</source>
        <translation>条件随机场后端“numba”在 CPU 上运行，不能在“{}”上运行。</translation>
    </message>
    <message>
        <source>The CRF backend &apos;numba&apos; is not installed here.</source>
        <translation>条件随机场后端“numba”在此未安装。</translation>
    </message>
    <message>
        <source>Choose the backend torch.</source>
        <translation>请选择后端 torch。</translation>
    </message>
    <message>
        <source>Install it (&apos;pip install numba&apos;), or choose torch.</source>
        <translation>请安装它（“pip install numba”），或选择 torch。</translation>
    </message>
    <message>
        <source>A CRF layer cannot be traced: its lattice depends on the image.</source>
        <translation>条件随机场层无法追踪导出：其格网取决于影像。</translation>
    </message>
    <message>
        <source>a GeoTIFF</source>
        <translation>GeoTIFF</translation>
    </message>
    <message>
        <source>a GeoPackage</source>
        <translation>GeoPackage</translation>
    </message>
    <message>
        <source>an HTML file</source>
        <translation>HTML 文件</translation>
    </message>
    <message>
        <source>a CSV file</source>
        <translation>CSV 文件</translation>
    </message>
    <message>
        <source>a PNG file</source>
        <translation>PNG 文件</translation>
    </message>
    <message>
        <source>a JSON file</source>
        <translation>JSON 文件</translation>
    </message>
    <message>
        <source>The output &apos;{}&apos; is the input itself.</source>
        <translation>输出“{}”就是输入本身。</translation>
    </message>
    <message>
        <source>Choose another name for the output.</source>
        <translation>请为输出另取名称。</translation>
    </message>
    <message>
        <source>The output &apos;{}&apos; is a folder.</source>
        <translation>输出“{}”是文件夹。</translation>
    </message>
    <message>
        <source>Give the name of a file in it.</source>
        <translation>请给出其中文件的名称。</translation>
    </message>
    <message>
        <source>The output &apos;{}&apos; exists already.</source>
        <translation>输出“{}”已存在。</translation>
    </message>
    <message>
        <source>Choose another name, or allow overwriting.</source>
        <translation>请另取名称，或允许覆盖。</translation>
    </message>
    <message>
        <source>The output &apos;{}&apos; is not named as {}.</source>
        <translation>输出“{}”的名称不符合{}的格式。</translation>
    </message>
    <message>
        <source>End its name in {}.</source>
        <translation>请使其名称以 {} 结尾。</translation>
    </message>
    <message>
        <source>The folder &apos;{}&apos; does not exist.</source>
        <translation>文件夹“{}”不存在。</translation>
    </message>
    <message>
        <source>Make it first, or choose another.</source>
        <translation>请先创建它，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>The output &apos;{}&apos; cannot be written: {}.</source>
        <translation>输出“{}”无法写入：{}。</translation>
    </message>
    <message>
        <source>Choose another name for it.</source>
        <translation>请为它另取名称。</translation>
    </message>
    <message>
        <source>The output &apos;{}&apos; cannot be replaced: {}.</source>
        <translation>输出“{}”无法替换：{}。</translation>
    </message>
    <message>
        <source>It may be open in QGIS or another program: close it there, or choose another name.</source>
        <translation>它可能在 QGIS 或其他程序中打开：请在那里关闭，或另取名称。</translation>
    </message>
    <message>
        <source>out of memory</source>
        <translation>内存不足</translation>
    </message>
    <message>
        <source>can&apos;t allocate memory</source>
        <translation>无法分配内存</translation>
    </message>
    <message>
        <source>not enough memory</source>
        <translation>内存不够</translation>
    </message>
    <message>
        <source>failed to allocate</source>
        <translation>内存分配失败</translation>
    </message>
    <message>
        <source>There is no device called &apos;{}&apos;.</source>
        <translation>没有名为“{}”的设备。</translation>
    </message>
    <message>
        <source>Choose auto, cpu, cuda, cuda:N or mps.</source>
        <translation>请选择 auto、cpu、cuda、cuda:N 或 mps。</translation>
    </message>
    <message>
        <source>The device &apos;{}&apos; is not there: PyTorch sees {} CUDA device{}.</source>
        <translation>设备“{0}”不存在：PyTorch 找到 {1} 个 CUDA 设备。</translation>
    </message>
    <message>
        <source>Choose auto or cpu, or install the NVIDIA driver; &apos;rs-segmenter doctor&apos; says what is missing.</source>
        <translation>请选择 auto 或 cpu，或安装 NVIDIA 驱动；“rs-segmenter doctor”会指出缺少什么。</translation>
    </message>
    <message>
        <source>The device &apos;mps&apos; is not there: it needs a Mac with Apple silicon.</source>
        <translation>设备“mps”不存在：它需要采用 Apple 芯片的 Mac。</translation>
    </message>
    <message>
        <source>Choose auto or cpu.</source>
        <translation>请选择 auto 或 cpu。</translation>
    </message>
    <message>
        <source>On the CPU, {} would run many times slower than float32.</source>
        <translation>在 CPU 上，{} 会比 float32 慢许多倍。</translation>
    </message>
    <message>
        <source>Choose precision auto or float32.</source>
        <translation>请选择数值精度 auto 或 float32。</translation>
    </message>
    <message>
        <source>close other programs</source>
        <translation>关闭其他程序</translation>
    </message>
    <message>
        <source>choose the CPU</source>
        <translation>选择 CPU</translation>
    </message>
    <message>
        <source>A single tile does not fit into the memory of {}.</source>
        <translation>{} 的内存连一个分块也放不下。</translation>
    </message>
    <message>
        <source>Choose a smaller tile size or a smaller model, or {}.</source>
        <translation>请选择更小的分块或更小的模型，或{}。</translation>
    </message>
    <message>
        <source>Measuring doubt</source>
        <translation>正在测算不确定度</translation>
    </message>
    <message>
        <source>Finding doubtful places</source>
        <translation>正在查找存疑位置</translation>
    </message>
    <message>
        <source>No place is doubtful enough and large enough: the map is as sure as was asked for.</source>
        <translation>没有足够不确定且足够大的位置：地图已达到所要求的确定程度。</translation>
    </message>
    <message>
        <source>The size of a pixel of &apos;{}&apos; on the ground is unknown, so metres mean nothing there.</source>
        <translation>“{}”的像元在地面上的大小未知，因此以米计没有意义。</translation>
    </message>
    <message>
        <source>Give no smallest area and no block, or give the raster a place and a CRS.</source>
        <translation>请不给出最小面积和地块边长，或为栅格指定位置和坐标参照系。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; does not lie on the pixels of &apos;{}&apos;: it has {}.</source>
        <translation>“{}”与“{}”的像元不对应：{}。</translation>
    </message>
    <message>
        <source>Give what the same segmentation wrote.</source>
        <translation>请给出同一次分割所得的文件。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; holds no pixel with data.</source>
        <translation>“{}”中没有有数据的像元。</translation>
    </message>
    <message>
        <source>Check what it was made from.</source>
        <translation>请检查它由什么生成。</translation>
    </message>
    <message>
        <source>There is no doubt called &apos;{}&apos;.</source>
        <translation>没有名为“{}”的不确定度。</translation>
    </message>
    <message>
        <source>{} places cannot be found.</source>
        <translation>无法查找 {} 个位置。</translation>
    </message>
    <message>
        <source>Give 1 to {}.</source>
        <translation>请给出 1 至 {}。</translation>
    </message>
    <message>
        <source>The threshold {} is no doubt.</source>
        <translation>阈值 {} 不是有效的不确定度。</translation>
    </message>
    <message>
        <source>Give more than 0, and 1 at most.</source>
        <translation>请给出大于 0、最大为 1 的数。</translation>
    </message>
    <message>
        <source>The smallest area {} is no area.</source>
        <translation>最小面积 {} 无效。</translation>
    </message>
    <message>
        <source>Give 0 or more.</source>
        <translation>请给出 0 或更大的数。</translation>
    </message>
    <message>
        <source>A block of {} m is no piece of ground.</source>
        <translation>地块边长 {} m 无效。</translation>
    </message>
    <message>
        <source>Give more than 0.</source>
        <translation>请给出大于 0 的数。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; is no raster of confidence or entropy as segmenting writes it.</source>
        <translation>“{}”不是分割所得的置信度或熵栅格。</translation>
    </message>
    <message>
        <source>Give the file of &apos;segment --confidence&apos; or &apos;--entropy&apos;; where a copy has lost the name of its band, say which of the two it is.</source>
        <translation>请给出“segment --confidence”或“--entropy”所得的文件；若副本丢失了波段名称，请说明是两者中的哪一个。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; holds {}, which is no {}.</source>
        <translation>“{}”含有 {}，不是{}。</translation>
    </message>
    <message>
        <source>Give what segmenting wrote, with its nodata value of 255.</source>
        <translation>请给出分割所得的文件，其无数据值为 255。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; does not say what its bands show; taken in order: {}.</source>
        <translation>“{}”没有说明其波段表示什么；按顺序采用：{}。</translation>
    </message>
    <message>
        <source>Values of &apos;{}&apos; ({}, mostly {} to {}) differ from those the model was trained on ({}, {} to {})</source>
        <translation>“{}”的数值（{}，大多为 {} 至 {}）与模型训练所用的（{}，{} 至 {}）不同</translation>
    </message>
    <message>
        <source>{} to {} m</source>
        <translation>{} 至 {} m</translation>
    </message>
    <message>
        <source>Pixels of &apos;{}&apos; are {} m on the ground; the model is made for {}</source>
        <translation>“{}”的像元在地面上为 {} m；模型适用于 {}</translation>
    </message>
    <message>
        <source>Choose a finer raster or another model: what the model knows cannot be seen in such pixels.</source>
        <translation>请选择更精细的栅格或其他模型：模型所认识的地物在这样的像元中看不出来。</translation>
    </message>
    <message>
        <source>{}; it is resampled to {} m, and the result has pixels of that size.</source>
        <translation>{}；将重采样到 {} m，结果的像元即为该大小。</translation>
    </message>
    <message>
        <source>near infrared</source>
        <translation>近红外</translation>
    </message>
    <message>
        <source>The size of the pixels of &apos;{}&apos; on the ground is unknown; the model is made for {}.</source>
        <translation>“{}”的像元在地面上的大小未知；模型适用于 {}。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; has {} band{}, but model &apos;{}&apos; needs {}: {}.</source>
        <translation>“{0}”有 {1} 个波段，但模型“{3}”需要 {4} 个：{5}。</translation>
    </message>
    <message>
        <source>Choose a raster with these bands or another model; one band can stand for several when you name it ({}).</source>
        <translation>请选择含有这些波段的栅格或其他模型；一个波段可以代替多个，只需指定它（{}）。</translation>
    </message>
    <message>
        <source>{} = band {}</source>
        <translation>{} = 波段 {}</translation>
    </message>
    <message>
        <source>If that is wrong, set the bands by number.</source>
        <translation>若不对，请按编号指定波段。</translation>
    </message>
    <message>
        <source>For comparable results between scenes, set the stretch to LOW,HIGH yourself.</source>
        <translation>要使各景之间的结果可比，请自行把拉伸设为 LOW,HIGH。</translation>
    </message>
    <message>
        <source>Set the ground resolution to auto.</source>
        <translation>请把地面分辨率设为 auto。</translation>
    </message>
    <message>
        <source>For the raster&apos;s own grid, set the ground resolution to native.</source>
        <translation>要保留栅格自身的格网，请把地面分辨率设为 native。</translation>
    </message>
    <message>
        <source>{} band numbers were given, but model &apos;{}&apos; reads {}: {}.</source>
        <translation>给出了 {} 个波段编号，但模型“{}”读取 {} 个：{}。</translation>
    </message>
    <message>
        <source>Give {} numbers, in this order.</source>
        <translation>请按此顺序给出 {} 个编号。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; has no band {}.</source>
        <translation>“{}”没有波段 {}。</translation>
    </message>
    <message>
        <source>Its bands are 1 to {}.</source>
        <translation>其波段为 1 至 {}。</translation>
    </message>
    <message>
        <source>The ground resolution of &apos;{}&apos; is unknown, so it cannot be resampled to {} m.</source>
        <translation>“{}”的地面分辨率未知，因此无法重采样到 {} m。</translation>
    </message>
    <message>
        <source>Give the raster a coordinate reference system, or use its native resolution.</source>
        <translation>请为栅格指定坐标参照系，或使用其原始分辨率。</translation>
    </message>
    <message>
        <source>Set the stretch to auto, or to LOW,HIGH.</source>
        <translation>请把拉伸设为 auto 或 LOW,HIGH。</translation>
    </message>
    <message>
        <source>; each band is stretched by its 2nd and 98th percentile.</source>
        <translation>；每个波段按其第 2 和第 98 百分位数拉伸。</translation>
    </message>
    <message>
        <source>Give the raster a coordinate reference system if it has one.</source>
        <translation>若栅格有坐标参照系，请为其指定。</translation>
    </message>
    <message>
        <source>auto, cpu, cuda, cuda:N or mps</source>
        <translation>auto、cpu、cuda、cuda:N 或 mps</translation>
    </message>
    <message>
        <source>confidence in percent</source>
        <translation>置信度（百分比）</translation>
    </message>
    <message>
        <source>type of probabilities</source>
        <translation>概率类型</translation>
    </message>
    <message>
        <source>There is no {} called &apos;{}&apos;.</source>
        <translation>没有名为“{1}”的{0}。</translation>
    </message>
    <message>
        <source>A batch of {} tiles makes no sense.</source>
        <translation>{} 个分块为一批没有意义。</translation>
    </message>
    <message>
        <source>Give 1 or more.</source>
        <translation>请给出 1 或更大的数。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; is no ground resolution.</source>
        <translation>“{}”不是地面分辨率。</translation>
    </message>
    <message>
        <source>Give auto, native, or metres per pixel.</source>
        <translation>请给出 auto、native 或每像元米数。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; is no stretch.</source>
        <translation>“{}”不是拉伸方式。</translation>
    </message>
    <message>
        <source>Give auto, none, or LOW,HIGH with LOW below HIGH.</source>
        <translation>请给出 auto、none，或 LOW 小于 HIGH 的 LOW,HIGH。</translation>
    </message>
    <message>
        <source>An area is either a rectangle or polygons.</source>
        <translation>区域只能是矩形或多边形之一。</translation>
    </message>
    <message>
        <source>Give one of the two.</source>
        <translation>请给出两者之一。</translation>
    </message>
    <message>
        <source>The area {} is no rectangle.</source>
        <translation>区域 {} 不是矩形。</translation>
    </message>
    <message>
        <source>Give xmin,ymin,xmax,ymax with min below max.</source>
        <translation>请给出 xmin,ymin,xmax,ymax，最小值须小于最大值。</translation>
    </message>
    <message>
        <source>Band numbers start at 1, not {}.</source>
        <translation>波段编号从 1 开始，不能为 {}。</translation>
    </message>
    <message>
        <source>Two outputs have the same name.</source>
        <translation>两个输出同名。</translation>
    </message>
    <message>
        <source>Give each output a name of its own.</source>
        <translation>请为每个输出各取名称。</translation>
    </message>
    <message>
        <source>Polygon {} of the area is broken.</source>
        <translation>区域的第 {} 个多边形已损坏。</translation>
    </message>
    <message>
        <source>Each ring needs four points or more, the last like the first; QGIS&apos;s &apos;Fix geometries&apos; mends many.</source>
        <translation>每个环至少需要四个点，且首尾相同；QGIS 的“修正几何图形”可修复多数情况。</translation>
    </message>
    <message>
        <source>the job &apos;{}&apos;</source>
        <translation>作业“{}”</translation>
    </message>
    <message>
        <source>the data set &apos;{}&apos;</source>
        <translation>数据集“{}”</translation>
    </message>
    <message>
        <source>{} is {}.</source>
        <translation>{} 为 {}。</translation>
    </message>
    <message>
        <source>The job &apos;{}&apos; does not say what to do.</source>
        <translation>作业“{}”没有说明要做什么。</translation>
    </message>
    <message>
        <source>It needs &quot;verb&quot;: {}.</source>
        <translation>它需要 &quot;verb&quot;: {}。</translation>
    </message>
    <message>
        <source>The data set &apos;{}&apos; lists no data.</source>
        <translation>数据集“{}”没有列出数据。</translation>
    </message>
    <message>
        <source>It needs &apos;data:&apos; with an entry of raster and labels each.</source>
        <translation>它需要“data:”，每项含 raster 和 labels。</translation>
    </message>
    <message>
        <source>In {}, {} is {}.</source>
        <translation>在{}中，{} 为 {}。</translation>
    </message>
    <message>
        <source>It must be an object with named values.</source>
        <translation>必须为由命名值组成的对象。</translation>
    </message>
    <message>
        <source>{} has an unknown option &apos;{}&apos;.</source>
        <translation>{}含有未知选项“{}”。</translation>
    </message>
    <message>
        <source>Known options: {}.</source>
        <translation>已知选项：{}。</translation>
    </message>
    <message>
        <source>{} has no &apos;{}&apos;.</source>
        <translation>{}没有“{}”。</translation>
    </message>
    <message>
        <source>The job &apos;{}&apos; cannot be read: {}.</source>
        <translation>作业“{}”无法读取：{}。</translation>
    </message>
    <message>
        <source>Give a file written with --save-job.</source>
        <translation>请给出由 --save-job 写出的文件。</translation>
    </message>
    <message>
        <source>The job &apos;{}&apos; is no JSON: {}.</source>
        <translation>作业“{}”不是 JSON：{}。</translation>
    </message>
    <message>
        <source>Save it again with --save-job.</source>
        <translation>请用 --save-job 重新保存。</translation>
    </message>
    <message>
        <source>The data set &apos;{}&apos; cannot be read: {}.</source>
        <translation>数据集“{}”无法读取：{}。</translation>
    </message>
    <message>
        <source>It is a YAML file with a list named data.</source>
        <translation>它应为含有名为 data 的列表的 YAML 文件。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; of {}</source>
        <translation>{1} 的“{0}”</translation>
    </message>
    <message>
        <source>ResUNet-a d6</source>
        <translation>ResUNet-a d6</translation>
    </message>
    <message>
        <source>ResUNet-a d7</source>
        <translation>ResUNet-a d7</translation>
    </message>
    <message>
        <source>The option &apos;{}&apos; cannot be {}.</source>
        <translation>选项“{}”不能为 {}。</translation>
    </message>
    <message>
        <source>It must be {}.</source>
        <translation>必须为{}。</translation>
    </message>
    <message>
        <source>a list of {}{}</source>
        <translation>由{0}{1}组成的列表</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true 或 false</translation>
    </message>
    <message>
        <source>a text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>a whole number above 0</source>
        <translation>大于 0 的整数</translation>
    </message>
    <message>
        <source>The architecture &apos;{}&apos; is not known.</source>
        <translation>未知的网络结构“{}”。</translation>
    </message>
    <message>
        <source>Known architectures are: {}.</source>
        <translation>已知的网络结构：{}。</translation>
    </message>
    <message>
        <source>{} items, each </source>
        <translation>{} 项，每项</translation>
    </message>
    <message>
        <source>{} has no option &apos;{}&apos;.</source>
        <translation>{} 没有选项“{}”。</translation>
    </message>
    <message>
        <source>Its options are: {}.</source>
        <translation>其选项为：{}。</translation>
    </message>
    <message>
        <source>The option &apos;crf&apos; is for networks that segment only.</source>
        <translation>选项“crf”只适用于仅做分割的网络。</translation>
    </message>
    <message>
        <source>Give the option head: single as well.</source>
        <translation>请同时给出选项 head: single。</translation>
    </message>
    <message>
        <source>The encoder &apos;{}&apos; is not known.</source>
        <translation>未知的编码器“{}”。</translation>
    </message>
    <message>
        <source>Use a name that segmentation-models-pytorch lists, or &apos;tu-&apos; and the name of a timm network.</source>
        <translation>请使用 segmentation-models-pytorch 列出的名称，或“tu-”加 timm 网络的名称。</translation>
    </message>
    <message>
        <source>{} units</source>
        <translation>{} 个单元</translation>
    </message>
    <message>
        <source>no residual &apos;layer4&apos;</source>
        <translation>没有残差层“layer4”</translation>
    </message>
    <message>
        <source>The multi-grid {} does not fit the encoder &apos;{}&apos;, which has {}.</source>
        <translation>multi-grid {} 与编码器“{}”不符，它有 {}。</translation>
    </message>
    <message>
        <source>Give one rate for each unit of the last block, or leave multi_grid out.</source>
        <translation>请为最后一个模块的每个单元给出一个膨胀率，或不给出 multi_grid。</translation>
    </message>
    <message>
        <source>The encoder &apos;{}&apos; cannot have output stride {}: {}</source>
        <translation>编码器“{}”的输出步幅不能为 {}：{}</translation>
    </message>
    <message>
        <source>Choose an encoder that can be dilated, such as a ResNet, EfficientNet or MobileNet.</source>
        <translation>请选择可使用膨胀卷积的编码器，例如 ResNet、EfficientNet 或 MobileNet。</translation>
    </message>
    <message>
        <source>The option &apos;initial_filters&apos; cannot be {}.</source>
        <translation>选项“initial_filters”不能为 {}。</translation>
    </message>
    <message>
        <source>It must be a multiple of 4.</source>
        <translation>必须为 4 的倍数。</translation>
    </message>
    <message>
        <source>The option &apos;{}&apos; has {} lists; ResUNet-a d{} has {} such blocks.</source>
        <translation>选项“{}”有 {} 个列表；ResUNet-a d{} 有 {} 个这样的模块。</translation>
    </message>
    <message>
        <source>Give one list of dilations for each block.</source>
        <translation>请为每个模块给出一个膨胀率列表。</translation>
    </message>
    <message>
        <source>Loading the model {}</source>
        <translation>正在加载模型 {}</translation>
    </message>
    <message>
        <source>Writing the cleaned classes</source>
        <translation>正在写入整理后的分类</translation>
    </message>
    <message>
        <source>Finding holes and small areas</source>
        <translation>正在查找孔洞和小图斑</translation>
    </message>
    <message>
        <source>A least confidence needs a confidence raster.</source>
        <translation>设定最低置信度需要置信度栅格。</translation>
    </message>
    <message>
        <source>Give the one that segmenting wrote.</source>
        <translation>请给出分割所得的置信度栅格。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; is no confidence raster: it has not one band of percent, uint8.</source>
        <translation>“{}”不是置信度栅格：它不是 uint8 百分比的单波段栅格。</translation>
    </message>
    <message>
        <source>Give the one that segmenting wrote with --confidence.</source>
        <translation>请给出分割时用 --confidence 写出的栅格。</translation>
    </message>
    <message>
        <source>The confidence raster &apos;{}&apos; is not on the grid of the classes: it has {}.</source>
        <translation>置信度栅格“{}”与分类结果的格网不一致：{}。</translation>
    </message>
    <message>
        <source>Give the one that was written together with the classes.</source>
        <translation>请给出与分类结果一同写出的置信度栅格。</translation>
    </message>
    <message>
        <source>The ground area of the pixels of &apos;{}&apos; is unknown: it has no place on the Earth.</source>
        <translation>“{}”的像元的地面面积未知：它在地球上没有位置。</translation>
    </message>
    <message>
        <source>Give areas in pixels (--min-area-px, --fill-holes-px), or give the raster its CRS and place.</source>
        <translation>请以像元给出面积（--min-area-px、--fill-holes-px），或为栅格指定坐标参照系和位置。</translation>
    </message>
    <message>
        <source>Areas in square metres and in pixels do not go together.</source>
        <translation>平方米和像元两种面积不能同时使用。</translation>
    </message>
    <message>
        <source>Give all of them in one unit.</source>
        <translation>请统一使用一种单位。</translation>
    </message>
    <message>
        <source>There is no confidence of {} percent.</source>
        <translation>不存在 {} % 的置信度。</translation>
    </message>
    <message>
        <source>Give a number from 0 to 100.</source>
        <translation>请给出 0 至 100 的数。</translation>
    </message>
    <message>
        <source>Pixels do not hang together {} ways.</source>
        <translation>像元的连通方式不能为 {}。</translation>
    </message>
    <message>
        <source>Choose a connectivity of 4 or 8.</source>
        <translation>请选择连通性 4 或 8。</translation>
    </message>
    <message>
        <source>A confidence raster and the least confidence go together.</source>
        <translation>置信度栅格和最低置信度须同时给出。</translation>
    </message>
    <message>
        <source>Give both of them, or neither.</source>
        <translation>请两者都给出，或都不给出。</translation>
    </message>
    <message>
        <source>Nothing is to be done to the class map.</source>
        <translation>没有要对分类图做的处理。</translation>
    </message>
    <message>
        <source>Give classes to merge, a least confidence, or a least area of classes or holes.</source>
        <translation>请给出要合并的类别、最低置信度，或图斑、孔洞的最小面积。</translation>
    </message>
    <message>
        <source>There is no area of {} {}.</source>
        <translation>面积不能为 {} {}。</translation>
    </message>
    <message>
        <source>Give 0 for none, or more.</source>
        <translation>请给出 0（不处理）或更大的数。</translation>
    </message>
    <message>
        <source>The class &apos;{}&apos; becomes &apos;{}&apos;, which is merged itself.</source>
        <translation>类别“{}”变为“{}”，而后者自身也被合并。</translation>
    </message>
    <message>
        <source>Give the class that &apos;{}&apos; is to be in the end.</source>
        <translation>请给出“{}”最终要变成的类别。</translation>
    </message>
    <message>
        <source>The classes go up to number {}: none is left for &apos;{}&apos;.</source>
        <translation>类别编号已用到 {}：没有编号可供“{}”使用。</translation>
    </message>
    <message>
        <source>Leave the least confidence out.</source>
        <translation>请不要设定最低置信度。</translation>
    </message>
    <message>
        <source>Finishing the file</source>
        <translation>正在完成文件</translation>
    </message>
    <message>
        <source>{} areas are smaller than the least area, and nothing large enough is near them.</source>
        <translation>{} 个图斑小于最小面积，其附近也没有足够大的图斑。</translation>
    </message>
    <message>
        <source>{} is &apos;{}&apos;, which is no number above 0.</source>
        <translation>{} 为“{}”，不是大于 0 的数。</translation>
    </message>
    <message>
        <source>Set {} right, or not at all.</source>
        <translation>请正确设置 {}，或不设置。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; holds no probabilities of {} classes: it has {} band{} of {}.</source>
        <translation>“{0}”中没有 {1} 个类别的概率：它有 {2} 个 {4} 波段。</translation>
    </message>
    <message>
        <source>Give the file that &apos;segment --probabilities&apos; wrote, not the one of classes or confidence.</source>
        <translation>请给出“segment --probabilities”写出的文件，而不是分类或置信度的文件。</translation>
    </message>
    <message>
        <source>another place</source>
        <translation>另一个位置</translation>
    </message>
    <message>
        <source>The probabilities &apos;{}&apos; are not of the pixels of &apos;{}&apos;: they have {}.</source>
        <translation>概率“{}”与“{}”的像元不对应：{}。</translation>
    </message>
    <message>
        <source>Give the raster that they were made from.</source>
        <translation>请给出生成它所用的栅格。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; holds numbers that are no probabilities.</source>
        <translation>“{}”中的数值不是概率。</translation>
    </message>
    <message>
        <source>Give the file that &apos;segment --probabilities&apos; wrote.</source>
        <translation>请给出“segment --probabilities”写出的文件。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; does not say from which bands and with which model it was made.</source>
        <translation>“{}”没有说明由哪些波段、用哪个模型生成。</translation>
    </message>
    <message>
        <source>Give the file that &apos;segment --probabilities&apos; wrote; copies made by other programs may have lost its metadata, and older versions of RS Segmenter wrote less of it.</source>
        <translation>请给出“segment --probabilities”写出的文件；其他程序制作的副本可能丢失了元数据，RS Segmenter 的旧版本写入的元数据也较少。</translation>
    </message>
    <message>
        <source>{} left, {} Mpx/s</source>
        <translation>剩余 {}，{} Mpx/s</translation>
    </message>
    <message>
        <source>estimating the time left</source>
        <translation>正在估计剩余时间</translation>
    </message>
    <message>
        <source>{} h {} min</source>
        <translation>{} 小时 {} 分</translation>
    </message>
    <message>
        <source>{} min {} s</source>
        <translation>{} 分 {} 秒</translation>
    </message>
    <message>
        <source>Step {}: mIoU {}{}; {}</source>
        <translation>第 {} 步：mIoU {}{}；{}</translation>
    </message>
    <message>
        <source>Warning: {}</source>
        <translation>警告：{}</translation>
    </message>
    <message>
        <source>, {} left</source>
        <translation>，剩余 {}</translation>
    </message>
    <message>
        <source>step {} of {}, loss {}{}</source>
        <translation>第 {} 步，共 {} 步，损失 {}{}</translation>
    </message>
    <message>
        <source> (best so far)</source>
        <translation>（迄今最好）</translation>
    </message>
    <message>
        <source>{} x {} pixels instead of {} x {}</source>
        <translation>{} x {} 像元，而不是 {} x {}</translation>
    </message>
    <message>
        <source>{} instead of {}</source>
        <translation>{}，而不是 {}</translation>
    </message>
    <message>
        <source>a place {} pixels away</source>
        <translation>位置相差 {} 个像元</translation>
    </message>
    <message>
        <source>The area has a coordinate reference system but the raster has none.</source>
        <translation>区域有坐标参照系，而栅格没有。</translation>
    </message>
    <message>
        <source>Give the area in the raster&apos;s own coordinates, without a CRS.</source>
        <translation>请用栅格自身的坐标给出区域，不带坐标参照系。</translation>
    </message>
    <message>
        <source>There is no coordinate reference system called &apos;{}&apos;.</source>
        <translation>没有名为“{}”的坐标参照系。</translation>
    </message>
    <message>
        <source>Give an EPSG code or WKT.</source>
        <translation>请给出 EPSG 代码或 WKT。</translation>
    </message>
    <message>
        <source>Give the area in the raster&apos;s own CRS, and no larger than that CRS is made for.</source>
        <translation>请用栅格自身的坐标参照系给出区域，且不超出该坐标参照系的适用范围。</translation>
    </message>
    <message>
        <source>The area cannot be brought from &apos;{}&apos; to the raster&apos;s CRS: {}.</source>
        <translation>区域无法从“{}”转换到栅格的坐标参照系：{}。</translation>
    </message>
    <message>
        <source>the map</source>
        <translation>地图</translation>
    </message>
    <message>
        <source>Nothing says where {} lies, and &apos;{}&apos; has {}.</source>
        <translation>不知道{}位于何处，而“{}”为 {}。</translation>
    </message>
    <message>
        <source>Give rasters of the same size, or georeference both (&apos;gdalwarp&apos; for one with control points).</source>
        <translation>请给出大小相同的栅格，或为两者配准（有控制点的用“gdalwarp”）。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; cannot be brought to the map&apos;s CRS: {}.</source>
        <translation>“{}”无法转换到地图的坐标参照系：{}。</translation>
    </message>
    <message>
        <source>The raster &apos;{}&apos; cannot be read: {}.</source>
        <translation>栅格“{}”无法读取：{}。</translation>
    </message>
    <message>
        <source>Check that the file is complete and is a raster that GDAL reads (&apos;gdalinfo FILE&apos;).</source>
        <translation>请检查文件是否完整，是否为 GDAL 能读取的栅格（“gdalinfo 文件”）。</translation>
    </message>
    <message>
        <source>The server did not send it: check the address and the network, or try again later. A server must know ranges; if it does not, download the file first.</source>
        <translation>服务器没有发送：请检查地址和网络，或稍后重试。服务器必须支持范围请求；若不支持，请先下载文件。</translation>
    </message>
    <message>
        <source>Choose a folder you may write to, on a disk with enough free space.</source>
        <translation>请选择可写的文件夹，且所在磁盘有足够的剩余空间。</translation>
    </message>
    <message>
        <source>GDAL signalled an error</source>
        <translation>GDAL 报告错误</translation>
    </message>
    <message>
        <source>&apos;{}&apos; cannot be written: {}.</source>
        <translation>“{}”无法写入：{}。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; holds complex numbers, which no model here reads.</source>
        <translation>“{}”为复数，这里没有模型能读取。</translation>
    </message>
    <message>
        <source>Compute the amplitude first.</source>
        <translation>请先计算振幅。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; holds no bands of its own but several rasters.</source>
        <translation>“{}”自身没有波段，而是含有多个栅格。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; has no bands.</source>
        <translation>“{}”没有波段。</translation>
    </message>
    <message>
        <source>Name one of them instead: {}.</source>
        <translation>请改为指定其中之一：{}。</translation>
    </message>
    <message>
        <source>Give a raster file.</source>
        <translation>请给出栅格文件。</translation>
    </message>
    <message>
        <source>its CRS is {} instead of {}</source>
        <translation>其坐标参照系为 {}，而不是 {}</translation>
    </message>
    <message>
        <source>its corners are up to {} pixels away</source>
        <translation>其角点最多相差 {} 个像元</translation>
    </message>
    <message>
        <source>&apos;{}&apos; does not lie on the pixels of &apos;{}&apos;: {}.</source>
        <translation>“{}”与“{}”的像元不对应：{}。</translation>
    </message>
    <message>
        <source>Bands of several rasters must cover the same ground. QGIS&apos;s &apos;Align rasters&apos;, or &apos;gdalwarp&apos;, brings them there.</source>
        <translation>多个栅格的波段必须覆盖同一地面。可用 QGIS 的“对齐栅格”或“gdalwarp”使其一致。</translation>
    </message>
    <message>
        <source>Finishing the files</source>
        <translation>正在完成文件</translation>
    </message>
    <message>
        <source>These probabilities have been refined already. Better refine those of &apos;segment --refine none&apos;.</source>
        <translation>这些概率已经精化过。最好精化“segment --refine none”所得的概率。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; holds no pixel with probabilities.</source>
        <translation>“{}”中没有带概率的像元。</translation>
    </message>
    <message>
        <source>The probabilities &apos;{}&apos; are of model {}, not of &apos;{}&apos; {} as it is here.</source>
        <translation>概率“{}”由模型 {} 所得，而不是这里的“{}”{}。</translation>
    </message>
    <message>
        <source>Name no model, or segment again with this one.</source>
        <translation>请不指定模型，或用该模型重新分割。</translation>
    </message>
    <message>
        <source>bands {}</source>
        <translation>波段 {}</translation>
    </message>
    <message>
        <source>a table of colours</source>
        <translation>颜色表</translation>
    </message>
    <message>
        <source>The probabilities were made from {}; &apos;{}&apos; has {} band{}.</source>
        <translation>概率由 {0} 生成；“{1}”有 {2} 个波段。</translation>
    </message>
    <message>
        <source>There is no refinement called &apos;{}&apos;.</source>
        <translation>没有名为“{}”的精化方法。</translation>
    </message>
    <message>
        <source>Superpixels of {} pixels make no sense.</source>
        <translation>{} 像元的超像素没有意义。</translation>
    </message>
    <message>
        <source>Give a side from 2 to 128 pixels.</source>
        <translation>请给出 2 至 128 像元的边长。</translation>
    </message>
    <message>
        <source>The CRF would look {} pixels around each tile, more than the {} that memory is planned for.</source>
        <translation>条件随机场将查看每个分块周围 {} 个像元，超出内存规划的 {} 个。</translation>
    </message>
    <message>
        <source>Give a smaller theta_alpha_px or theta_gamma_px.</source>
        <translation>请给出更小的 theta_alpha_px 或 theta_gamma_px。</translation>
    </message>
    <message>
        <source>There is no set of CRF parameters called &apos;{}&apos;.</source>
        <translation>没有名为“{}”的条件随机场参数组。</translation>
    </message>
    <message>
        <source>There is no CRF parameter called &apos;{}&apos;.</source>
        <translation>没有名为“{}”的条件随机场参数。</translation>
    </message>
    <message>
        <source>There is no model &apos;{}&apos;.</source>
        <translation>没有模型“{}”。</translation>
    </message>
    <message>
        <source>Models at hand: {}. Or give the path of a model folder.</source>
        <translation>现有模型：{}。也可给出模型文件夹的路径。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; is a file; a model is a folder with {} and {}.</source>
        <translation>“{}”是文件；模型是含有 {} 和 {} 的文件夹。</translation>
    </message>
    <message>
        <source>Add a zip or folder with &apos;rs-segmenter models add&apos;. A pickled checkpoint without a card is never opened.</source>
        <translation>请用“rs-segmenter models add”添加 zip 或文件夹。没有模型卡的 pickle 检查点一律不打开。</translation>
    </message>
    <message>
        <source>The model &apos;{}&apos; in &apos;{}&apos; is not one you added.</source>
        <translation>“{1}”中的模型“{0}”不是您添加的。</translation>
    </message>
    <message>
        <source>Only added models can be removed.</source>
        <translation>只能移除自己添加的模型。</translation>
    </message>
    <message>
        <source>There is already a model &apos;{}&apos;.</source>
        <translation>模型“{}”已存在。</translation>
    </message>
    <message>
        <source>Remove it first, or allow replacing it.</source>
        <translation>请先移除它，或允许替换。</translation>
    </message>
    <message>
        <source>The folder of your models &apos;{}&apos; cannot be written: {}.</source>
        <translation>自有模型的文件夹“{}”无法写入：{}。</translation>
    </message>
    <message>
        <source>Free some space, or name another folder in the environment variable RS_SEGMENTER_MODELS.</source>
        <translation>请释放一些空间，或用环境变量 RS_SEGMENTER_MODELS 指定其他文件夹。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; holds {} model cards instead of one.</source>
        <translation>“{}”含有 {} 个模型卡，而应为一个。</translation>
    </message>
    <message>
        <source>Zip one model folder.</source>
        <translation>请只压缩一个模型文件夹。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; unpacks to more than a model can hold.</source>
        <translation>“{}”解压后超出模型可能的大小。</translation>
    </message>
    <message>
        <source>Do not use this file.</source>
        <translation>请不要使用此文件。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; cannot be unpacked: {}.</source>
        <translation>“{}”无法解压：{}。</translation>
    </message>
    <message>
        <source>Free some space if the disk is full, else get the model again.</source>
        <translation>若磁盘已满，请释放一些空间，否则请重新获取模型。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; is neither a model folder nor a zip of one.</source>
        <translation>“{}”既不是模型文件夹，也不是其 zip。</translation>
    </message>
    <message>
        <source>It must hold {}.</source>
        <translation>它必须含有 {}。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; holds &apos;{}&apos;, which no model folder has.</source>
        <translation>“{}”含有“{}”，模型文件夹中不应有它。</translation>
    </message>
    <message>
        <source>Do not use this file; get the model from where it was published.</source>
        <translation>请不要使用此文件；请从模型的发布处获取。</translation>
    </message>
    <message>
        <source>This model ends in a CRF, which OpenVINO cannot run.</source>
        <translation>此模型以条件随机场结尾，OpenVINO 无法运行。</translation>
    </message>
    <message>
        <source>Choose runtime torch.</source>
        <translation>请选择运行库 torch。</translation>
    </message>
    <message>
        <source>OpenVINO runs on the CPU, not on &apos;{}&apos;.</source>
        <translation>OpenVINO 在 CPU 上运行，不能在“{}”上运行。</translation>
    </message>
    <message>
        <source>OpenVINO is not installed here.</source>
        <translation>OpenVINO 在此未安装。</translation>
    </message>
    <message>
        <source>Choose device cpu.</source>
        <translation>请选择设备 cpu。</translation>
    </message>
    <message>
        <source>Install it (&apos;pip install openvino&apos;), or choose runtime torch.</source>
        <translation>请安装它（“pip install openvino”），或选择运行库 torch。</translation>
    </message>
    <message>
        <source>Scores hold lists of classes, of counts, and of what is annotated.</source>
        <translation>精度数据须含类别列表、计数列表和已标注情况列表。</translation>
    </message>
    <message>
        <source>Making the model ready for this computer</source>
        <translation>正在使模型适应本机</translation>
    </message>
    <message>
        <source>&apos;{}&apos; holds no valid pixel where it was to be classified.</source>
        <translation>“{}”在要分类的范围内没有有效像元。</translation>
    </message>
    <message>
        <source>Check its nodata value or mask, and the area.</source>
        <translation>请检查其无数据值或掩膜，以及区域。</translation>
    </message>
    <message>
        <source>Tiles of {} pixels do not fit model &apos;{}&apos;.</source>
        <translation>{} 像元的分块与模型“{}”不符。</translation>
    </message>
    <message>
        <source>The tile size must be a multiple of {}, such as {}.</source>
        <translation>分块大小必须为 {} 的倍数，例如 {}。</translation>
    </message>
    <message>
        <source>The Python package &apos;{}&apos; is not installed.</source>
        <translation>Python 软件包“{}”未安装。</translation>
    </message>
    <message>
        <source>&apos;rs-segmenter doctor&apos; says what to install.</source>
        <translation>“rs-segmenter doctor”会指出要安装什么。</translation>
    </message>
    <message>
        <source>This is no request: {}.</source>
        <translation>这不是有效的请求：{}。</translation>
    </message>
    <message>
        <source>See &apos;serve --help&apos;.</source>
        <translation>请查看“serve --help”。</translation>
    </message>
    <message>
        <source>Superpixels need the Python package scikit-image, which is not installed.</source>
        <translation>超像素需要 Python 软件包 scikit-image，它未安装。</translation>
    </message>
    <message>
        <source>Install it (&apos;pip install scikit-image&apos;), or refine with crf.</source>
        <translation>请安装它（“pip install scikit-image”），或用 crf 精化。</translation>
    </message>
    <message>
        <source>There is no blending called &apos;{}&apos;.</source>
        <translation>没有名为“{}”的融合方式。</translation>
    </message>
    <message>
        <source>Choose crop, mean or hann.</source>
        <translation>请选择 crop、mean 或 hann。</translation>
    </message>
    <message>
        <source>No model runs on tiles of {} pixels.</source>
        <translation>没有模型能在 {} 像元的分块上运行。</translation>
    </message>
    <message>
        <source>Give a tile size from 1 to {}.</source>
        <translation>请给出 1 至 {} 的分块大小。</translation>
    </message>
    <message>
        <source>An overlap of {} pixels does not fit tiles of {} pixels.</source>
        <translation>{} 像元的重叠与 {} 像元的分块不符。</translation>
    </message>
    <message>
        <source>Give an even number of pixels from 0 to less than the tile size.</source>
        <translation>请给出 0 至小于分块大小的偶数像元。</translation>
    </message>
    <message>
        <source>There is no augmentation &apos;{}&apos;.</source>
        <translation>没有数据增强“{}”。</translation>
    </message>
    <message>
        <source>Choose from {}.</source>
        <translation>请从 {} 中选择。</translation>
    </message>
    <message>
        <source>Label more ground, in several places,</source>
        <translation>请在多处标注更多地面，</translation>
    </message>
    <message>
        <source>The ground is split into {} labelled blocks of {} x {} pixels</source>
        <translation>地面被划分为 {} 个已标注地块，每块 {} x {} 像元</translation>
    </message>
    <message>
        <source>The labels lie too close together for blocks that hold every class, so whole polygons are held out</source>
        <translation>标注彼此太近，无法划分出各含全部类别的地块，因此整个多边形地留出</translation>
    </message>
    <message>
        <source>, {} of them held out.</source>
        <translation>，其中 {} 个留出作验证。</translation>
    </message>
    <message>
        <source>, in {} folds.</source>
        <translation>，共 {} 折。</translation>
    </message>
    <message>
        <source>{}: scores may be better than on ground far away.</source>
        <translation>{}：精度可能高于远处地面上的。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; is for validation, but &apos;{}&apos; shows some of its labelled ground for training too: scores there flatter. Give other ground for one of them.</source>
        <translation>“{}”用于验证，但“{}”也把其中一部分已标注地面用于训练：那里的精度会偏高。请为其中之一换用其他地面。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; and &apos;{}&apos; show the same ground in different CRS, where blocks differ: some of it may be both learnt and held out. Bring them to one CRS (&apos;gdalwarp&apos;).</source>
        <translation>“{}”和“{}”以不同的坐标参照系显示同一地面，地块划分不同：其中一部分可能既参与训练又被留出。请统一到一个坐标参照系（“gdalwarp”）。</translation>
    </message>
    <message>
        <source>There are no labels to train on.</source>
        <translation>没有可用于训练的标注。</translation>
    </message>
    <message>
        <source>{} or use some of it for training.</source>
        <translation>{}或把其中一部分用于训练。</translation>
    </message>
    <message>
        <source>No labels can be held out for validation.</source>
        <translation>没有可留出用于验证的标注。</translation>
    </message>
    <message>
        <source>{} or give some with use &apos;val&apos;.</source>
        <translation>{}或给出一些用途为“val”的标注。</translation>
    </message>
    <message>
        <source>The labels for training are all of one class, &apos;{}&apos;.</source>
        <translation>用于训练的标注都属于“{}”一个类别。</translation>
    </message>
    <message>
        <source>Draw polygons of what is not that class too, or name the class of the unlabelled rest.</source>
        <translation>请也绘制不属于该类别的多边形，或给出其余未标注地面的类别。</translation>
    </message>
    <message>
        <source>Only the labels for validation hold {}.</source>
        <translation>只有验证标注中含有 {}。</translation>
    </message>
    <message>
        <source>Label some of it for training, or leave it out of the validation.</source>
        <translation>请标注一些用于训练，或在验证中排除它。</translation>
    </message>
    <message>
        <source>Blocks were asked for in metres, but the size of the pixels on the ground is unknown.</source>
        <translation>地块边长以米给出，但像元在地面上的大小未知。</translation>
    </message>
    <message>
        <source>Give the side of a block in pixels.</source>
        <translation>请以像元给出地块边长。</translation>
    </message>
    <message>
        <source>Labels of {} lie in too few places to be in every part.</source>
        <translation>{} 的标注所在位置太少，无法分到每一部分。</translation>
    </message>
    <message>
        <source>Whole polygons can be held out only where all labels are polygons.</source>
        <translation>只有全部标注都为多边形时，才能整个多边形地留出。</translation>
    </message>
    <message>
        <source>Split by blocks, or give neither label rasters nor a class for the unlabelled rest.</source>
        <translation>请按地块划分，或不给出标注栅格，也不给出其余未标注地面的类别。</translation>
    </message>
    <message>
        <source>Whole polygons are held out, as asked for</source>
        <translation>按要求整个多边形地留出</translation>
    </message>
    <message>
        <source>The checkpoint &apos;{}&apos; has format {}; this version reads format {}.</source>
        <translation>检查点“{}”的格式为 {}；此版本读取格式 {}。</translation>
    </message>
    <message>
        <source>Resume with the version of RS Segmenter that wrote it, or start anew with --overwrite.</source>
        <translation>请用写出它的 RS Segmenter 版本继续，或允许覆盖（--overwrite）重新开始。</translation>
    </message>
    <message>
        <source>The checkpoint &apos;{}&apos; cannot be read: {}</source>
        <translation>检查点“{}”无法读取：{}</translation>
    </message>
    <message>
        <source>It is damaged: start anew with --overwrite.</source>
        <translation>它已损坏：请允许覆盖（--overwrite）重新开始。</translation>
    </message>
    <message>
        <source>The checkpoint &apos;{}&apos; cannot be written: {}. What was written before is kept.</source>
        <translation>检查点“{}”无法写入：{}。之前写入的仍保留。</translation>
    </message>
    <message>
        <source>Make room on that disk and go on with --resume.</source>
        <translation>请在该磁盘上腾出空间，然后继续（--resume）。</translation>
    </message>
    <message>
        <source>No model can be called &apos;{}&apos;.</source>
        <translation>模型不能命名为“{}”。</translation>
    </message>
    <message>
        <source>A name has two characters or more: a letter first, then letters, digits, &apos;_&apos;, &apos;-&apos;, &apos;.&apos;, no sign last.</source>
        <translation>名称至少两个字符：以字母开头，其后为字母、数字、“_”、“-”、“.”，不能以符号结尾。</translation>
    </message>
    <message>
        <source>only &apos;{}&apos;</source>
        <translation>只有“{}”</translation>
    </message>
    <message>
        <source>A model needs two classes or more; the labels hold {}.</source>
        <translation>模型至少需要两个类别；标注中为 {}。</translation>
    </message>
    <message>
        <source>band {}</source>
        <translation>波段 {}</translation>
    </message>
    <message>
        <source>The raster &apos;{}&apos; holds no data where it was sampled.</source>
        <translation>栅格“{}”在采样处没有数据。</translation>
    </message>
    <message>
        <source>Check its nodata value or mask.</source>
        <translation>请检查其无数据值或掩膜。</translation>
    </message>
    <message>
        <source>Maps {}.</source>
        <translation>绘制 {}。</translation>
    </message>
    <message>
        <source>{} more warnings of this kind about other rasters.</source>
        <translation>关于其他栅格，还有 {} 条同类警告。</translation>
    </message>
    <message>
        <source>{} rasters</source>
        <translation>{} 个栅格</translation>
    </message>
    <message>
        <source>The rasters hold no data where they are labelled.</source>
        <translation>栅格在有标注处没有数据。</translation>
    </message>
    <message>
        <source>Check their nodata values and the labels.</source>
        <translation>请检查其无数据值和标注。</translation>
    </message>
    <message>
        <source>{}: scores on {}</source>
        <translation>{}：在 {} 上的精度</translation>
    </message>
    <message>
        <source>&apos;{}&apos; exists already.</source>
        <translation>“{}”已存在。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; is no model folder, so it is not replaced.</source>
        <translation>“{}”不是模型文件夹，因此不会被替换。</translation>
    </message>
    <message>
        <source>Choose another name for the model.</source>
        <translation>请为模型另取名称。</translation>
    </message>
    <message>
        <source>There is nothing to resume in &apos;{}&apos;.</source>
        <translation>“{}”中没有可继续的运行。</translation>
    </message>
    <message>
        <source>Start without resuming.</source>
        <translation>请不选“继续”，重新开始。</translation>
    </message>
    <message>
        <source>The run in &apos;{}&apos; was begun with another {}.</source>
        <translation>“{}”中的运行开始时的 {} 不同。</translation>
    </message>
    <message>
        <source>Resume with the same options (&apos;rs-segmenter run {}&apos; has them), or start anew and allow overwriting.</source>
        <translation>请用相同的选项继续（“rs-segmenter run {}”含有这些选项），或重新开始并允许覆盖。</translation>
    </message>
    <message>
        <source>An interrupted run lies in &apos;{}&apos;.</source>
        <translation>“{}”中有一次中断的运行。</translation>
    </message>
    <message>
        <source>Go on with it (resume), or allow overwriting.</source>
        <translation>请继续它（resume），或允许覆盖。</translation>
    </message>
    <message>
        <source>The folder &apos;{}&apos; cannot be written: {}.</source>
        <translation>文件夹“{}”无法写入：{}。</translation>
    </message>
    <message>
        <source>Choose another place for the model.</source>
        <translation>请为模型选择其他位置。</translation>
    </message>
    <message>
        <source>Over {}: mean IoU {} (mean ± standard deviation); {}. The model is that of fold {}, counted from 0.</source>
        <translation>对 {}：平均交并比 {}（平均值 ± 标准差）；{}。模型取第 {} 折（从 0 计）。</translation>
    </message>
    <message>
        <source>{} folds</source>
        <translation>{} 折</translation>
    </message>
    <message>
        <source>{} of {} folds</source>
        <translation>{1} 折中的 {0} 折</translation>
    </message>
    <message>
        <source>Fold {} of {}</source>
        <translation>第 {} 折，共 {} 折</translation>
    </message>
    <message>
        <source>no CRS</source>
        <translation>没有坐标参照系</translation>
    </message>
    <message>
        <source>There is nothing labelled.</source>
        <translation>没有任何标注。</translation>
    </message>
    <message>
        <source>Give at least one raster with labels.</source>
        <translation>请至少给出一个带标注的栅格。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; is no use of the labels &apos;{}&apos;.</source>
        <translation>“{0}”不是标注“{1}”的有效用途。</translation>
    </message>
    <message>
        <source>The labels &apos;{}&apos; cannot have weight {}.</source>
        <translation>标注“{}”的权重不能为 {}。</translation>
    </message>
    <message>
        <source>Give a number above 0; 2 draws their ground twice as often as 1.</source>
        <translation>请给出大于 0 的数；2 表示其地面被抽取的次数为 1 的两倍。</translation>
    </message>
    <message>
        <source>Ground cannot be split by &apos;{}&apos;.</source>
        <translation>地面不能按“{}”划分。</translation>
    </message>
    <message>
        <source>A share of {} cannot be held out.</source>
        <translation>不能留出 {} 的比例。</translation>
    </message>
    <message>
        <source>Give more than 0 and less than 1.</source>
        <translation>请给出大于 0 且小于 1 的数。</translation>
    </message>
    <message>
        <source>The side of a block is given twice.</source>
        <translation>地块边长给出了两次。</translation>
    </message>
    <message>
        <source>Give it in metres or in pixels.</source>
        <translation>请以米或像元给出。</translation>
    </message>
    <message>
        <source>Polygons are split, but the side of a block is given.</source>
        <translation>按多边形划分，却给出了地块边长。</translation>
    </message>
    <message>
        <source>Leave one of the two out.</source>
        <translation>请去掉两者之一。</translation>
    </message>
    <message>
        <source>Blocks without extent hold no ground.</source>
        <translation>没有大小的地块不含地面。</translation>
    </message>
    <message>
        <source>Give a side above 0.</source>
        <translation>请给出大于 0 的边长。</translation>
    </message>
    <message>
        <source>{} folds make no cross-validation.</source>
        <translation>{} 折不能构成交叉验证。</translation>
    </message>
    <message>
        <source>Give 2 or more, or 0 for none.</source>
        <translation>请给出 2 或更大的数，或 0（不做）。</translation>
    </message>
    <message>
        <source>There is no fold {} of {}.</source>
        <translation>没有第 {} 折（共 {} 折）。</translation>
    </message>
    <message>
        <source>Folds count from 0.</source>
        <translation>折数从 0 计。</translation>
    </message>
    <message>
        <source>Self-training of {} rounds with a share of {} makes no sense.</source>
        <translation>{} 轮、比例为 {} 的自训练没有意义。</translation>
    </message>
    <message>
        <source>Give at least 1 round and a share above 0, at most 1.</source>
        <translation>请至少给出 1 轮，比例大于 0、最大为 1。</translation>
    </message>
    <message>
        <source>{} devices cannot train.</source>
        <translation>不能用 {} 个设备训练。</translation>
    </message>
    <message>
        <source>Weights are given twice: a model to start from, and encoder weights.</source>
        <translation>权重给出了两次：起始模型和编码器权重。</translation>
    </message>
    <message>
        <source>Scoring {} on the held-out ground</source>
        <translation>正在验证区上评价 {}</translation>
    </message>
    <message>
        <source>{}; the weights are those of step {}</source>
        <translation>{}；权重取自第 {} 步</translation>
    </message>
    <message>
        <source>The report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>fold {} of {}</source>
        <translation>第 {} 折，共 {} 折</translation>
    </message>
    <message>
        <source>split seed {}</source>
        <translation>划分种子 {}</translation>
    </message>
    <message>
        <source>{} labelled pixels of ground that was held out from training ({}), predicted through the same tiles and blending as a map.</source>
        <translation>训练时留出地面上的 {} 个已标注像元（{}），按与制图相同的分块和融合方式预测。</translation>
    </message>
    <message>
        <source>not finite</source>
        <translation>非有限数</translation>
    </message>
    <message>
        <source>The report&apos;s picture</source>
        <translation>报告的图片</translation>
    </message>
    <message>
        <source>The rasters hold no data where they are labelled for {}.</source>
        <translation>栅格在标注为 {} 的地方没有数据。</translation>
    </message>
    <message>
        <source>{} without geometry left out</source>
        <translation>{} 个没有几何图形，未采用</translation>
    </message>
    <message>
        <source>{} with an empty or broken geometry left out</source>
        <translation>{} 个几何图形为空或已损坏，未采用</translation>
    </message>
    <message>
        <source>{} points or lines left out</source>
        <translation>{} 个点或线未采用</translation>
    </message>
    <message>
        <source>{} polygons without a class left out</source>
        <translation>{} 个没有类别的多边形未采用</translation>
    </message>
    <message>
        <source>{} polygons ignored, as the mapping says</source>
        <translation>按类别对应关系忽略了 {} 个多边形</translation>
    </message>
    <message>
        <source>{} polygons whose outline crosses itself: their loops count in turn as inside and outside</source>
        <translation>{} 个多边形的轮廓自相交：其各环依次算作内部和外部</translation>
    </message>
    <message>
        <source>{} polygons outside {}</source>
        <translation>{} 个多边形位于{}之外</translation>
    </message>
    <message>
        <source>{} polygons smaller than a pixel, which label nothing</source>
        <translation>{} 个多边形小于一个像元，不起标注作用</translation>
    </message>
    <message>
        <source>{} pixels in polygons of different classes; the later polygon counts</source>
        <translation>{} 个像元位于不同类别的多边形中；以后面的多边形为准</translation>
    </message>
    <message>
        <source>the raster</source>
        <translation>栅格</translation>
    </message>
    <message>
        <source>&apos;{}&apos; labels nothing of &apos;{}&apos;, which is left out.</source>
        <translation>“{}”没有标注到“{}”，后者未采用。</translation>
    </message>
    <message>
        <source>a label raster has no polygons</source>
        <translation>标注栅格没有多边形</translation>
    </message>
    <message>
        <source>The polygons of &apos;{}&apos; label none of the rasters they are given for.</source>
        <translation>“{}”的多边形没有标注到任何给定的栅格。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; labels no pixel of &apos;{}&apos;</source>
        <translation>“{}”没有标注到“{}”的任何像元</translation>
    </message>
    <message>
        <source>Draw larger polygons, or use a finer raster.</source>
        <translation>请绘制更大的多边形，或使用更精细的栅格。</translation>
    </message>
    <message>
        <source>Check that it shows the same place.</source>
        <translation>请检查是否为同一地方。</translation>
    </message>
    <message>
        <source>: all its polygons are smaller than a pixel.</source>
        <translation>：其多边形都小于一个像元。</translation>
    </message>
    <message>
        <source>Check the rasters&apos; values, or take a smaller learning rate (lr).</source>
        <translation>请检查栅格的数值，或取更小的学习率（lr）。</translation>
    </message>
    <message>
        <source>Training ended at step {}: its {} is not a finite number.</source>
        <translation>训练在第 {} 步结束：其 {} 不是有限数。</translation>
    </message>
    <message>
        <source>Memory ran out: {} samples at once from now on; a step still learns from {}.</source>
        <translation>内存耗尽：此后每次处理 {} 个样本；每步仍学习 {} 个。</translation>
    </message>
    <message>
        <source>IoU {}</source>
        <translation>交并比 {}</translation>
    </message>
    <message>
        <source>Not even one crop of {} pixels fits into the memory of {}.</source>
        <translation>{1} 的内存连一个 {0} 像元的裁块也放不下。</translation>
    </message>
    <message>
        <source>Choose a smaller crop (crop_px) or a smaller network.</source>
        <translation>请选择更小的裁块（crop_px）或更小的网络。</translation>
    </message>
    <message>
        <source>{} crops at once are too many for the memory of {}.</source>
        <translation>同时 {} 个裁块超出 {} 的内存。</translation>
    </message>
    <message>
        <source>Several devices cannot find the number by themselves: choose accumulate={} or more, a smaller crop (crop_px) or a smaller network.</source>
        <translation>多个设备无法自行确定数目：请取 accumulate={} 或更大、更小的裁块（crop_px）或更小的网络。</translation>
    </message>
    <message>
        <source>Training ended at step {}: no gain in {} validations.</source>
        <translation>训练在第 {} 步结束：{} 次验证没有提高。</translation>
    </message>
    <message>
        <source>Training was stopped after step {}.</source>
        <translation>训练在第 {} 步之后停止。</translation>
    </message>
    <message>
        <source>There is no loss &apos;{}&apos;.</source>
        <translation>没有损失函数“{}”。</translation>
    </message>
    <message>
        <source>Choose from {}; &apos;+&apos; adds several.</source>
        <translation>请从 {} 中选择；用“+”相加多个。</translation>
    </message>
    <message>
        <source>Nothing says which class the polygons of &apos;{}&apos; are of.</source>
        <translation>没有说明“{}”的多边形属于哪个类别。</translation>
    </message>
    <message>
        <source>Name the field that holds the class, or name the class of all under &apos;{}&apos; in the mapping.</source>
        <translation>请指定存放类别的字段，或在类别对应关系中用“{}”指定全部的类别。</translation>
    </message>
    <message>
        <source>The labels &apos;{}&apos; speak of a class &apos;{}&apos; that is not among the classes.</source>
        <translation>标注“{}”中的类别“{}”不在类别之列。</translation>
    </message>
    <message>
        <source>Name one of {}, or {}.</source>
        <translation>请指定 {} 之一，或 {}。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; holds classes that are not known: {}.</source>
        <translation>“{}”含有未知的类别：{}。</translation>
    </message>
    <message>
        <source>Nothing says what the numbers in &apos;{}&apos; stand for.</source>
        <translation>没有说明“{}”中的编号代表什么。</translation>
    </message>
    <message>
        <source>Map each number to a class, list the classes, or start from a model that has them.</source>
        <translation>请把每个编号对应到类别，列出类别，或从带有类别的模型开始。</translation>
    </message>
    <message>
        <source>{} of {} pixels do not fit {}.</source>
        <translation>{1} 像元的 {0} 与{2}不符。</translation>
    </message>
    <message>
        <source>{} must be a multiple of {}.</source>
        <translation>{} 必须为 {} 的倍数。</translation>
    </message>
    <message>
        <source>None of the {} polygons of &apos;{}&apos; lies in the raster.</source>
        <translation>“{1}”的 {0} 个多边形都不在栅格内。</translation>
    </message>
    <message>
        <source>None of the polygons of &apos;{}&apos; has a class.</source>
        <translation>“{}”的多边形都没有类别。</translation>
    </message>
    <message>
        <source>Name the field that holds the class, or name the class of all under &apos;*&apos; in the mapping.</source>
        <translation>请指定存放类别的字段，或在类别对应关系中用“*”指定全部的类别。</translation>
    </message>
    <message>
        <source>The polygons of &apos;{}&apos; cannot be brought to the raster&apos;s CRS.</source>
        <translation>“{}”的多边形无法转换到栅格的坐标参照系。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; is no training.</source>
        <translation>“{}”不是训练。</translation>
    </message>
    <message>
        <source>{} devices are asked for, but there are {} of type {} here.</source>
        <translation>要求 {0} 个设备，但此处 {2} 类型的设备有 {1} 个。</translation>
    </message>
    <message>
        <source>Give --devices {} or fewer.</source>
        <translation>请给出 --devices {} 或更少。</translation>
    </message>
    <message>
        <source>Process {} of the {} that train together has failed.</source>
        <translation>共同训练的 {1} 个进程中，第 {0} 个失败。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; says why.</source>
        <translation>“{}”说明了原因。</translation>
    </message>
    <message>
        <source>A recipe&apos;s {} cannot be {}.</source>
        <translation>训练方案的 {} 不能为 {}。</translation>
    </message>
    <message>
        <source>&apos;rs-segmenter train --help&apos; names its values.</source>
        <translation>“rs-segmenter train --help”列出其可取的值。</translation>
    </message>
    <message>
        <source>There is no recipe &apos;{}&apos;.</source>
        <translation>没有训练方案“{}”。</translation>
    </message>
    <message>
        <source>Recipes: {}.</source>
        <translation>训练方案：{}。</translation>
    </message>
    <message>
        <source>A recipe has no &apos;{}&apos;.</source>
        <translation>训练方案没有“{}”。</translation>
    </message>
    <message>
        <source>It has {}.</source>
        <translation>它有 {}。</translation>
    </message>
    <message>
        <source>A mean with decay 1 never learns.</source>
        <translation>衰减为 1 的滑动平均不会学习。</translation>
    </message>
    <message>
        <source>Give ema and momentum below 1.</source>
        <translation>请给出小于 1 的 ema 和 momentum。</translation>
    </message>
    <message>
        <source>A recipe&apos;s {} cannot be &apos;{}&apos;.</source>
        <translation>训练方案的 {} 不能为“{}”。</translation>
    </message>
    <message>
        <source>It must be at least {}</source>
        <translation>必须至少为 {}</translation>
    </message>
    <message>
        <source> and at most {}.</source>
        <translation>，最大为 {}。</translation>
    </message>
    <message>
        <source>RS Segmenter {}, PyTorch {}, Python {}</source>
        <translation>RS Segmenter {}，PyTorch {}，Python {}</translation>
    </message>
    <message>
        <source> It started from {} {}: {}</source>
        <translation>起始自 {} {}：{}</translation>
    </message>
    <message>
        <source>{} {} (SHA-256 {})</source>
        <translation>{} {}（SHA-256 {}）</translation>
    </message>
    <message>
        <source>The model cannot be written to &apos;{}&apos;: {}.</source>
        <translation>模型无法写入“{}”：{}。</translation>
    </message>
    <message>
        <source>Make room or choose another folder, and go on with --resume.</source>
        <translation>请腾出空间或选择其他文件夹，然后继续（--resume）。</translation>
    </message>
    <message>
        <source>The model cannot be put into &apos;{}&apos;: {}.</source>
        <translation>模型无法放入“{}”：{}。</translation>
    </message>
    <message>
        <source>It is whole in &apos;{}&apos;: move it yourself.</source>
        <translation>它完整地保存在“{}”中：请自行移动。</translation>
    </message>
    <message>
        <source>licence not given</source>
        <translation>未给出许可证</translation>
    </message>
    <message>
        <source>The log &apos;{}&apos; cannot be written: {}.</source>
        <translation>日志“{}”无法写入：{}。</translation>
    </message>
    <message>
        <source>Reading the labels</source>
        <translation>正在读取标注</translation>
    </message>
    <message>
        <source>Scoring {}</source>
        <translation>正在评价 {}</translation>
    </message>
    <message>
        <source>Self-training {} on the held-out ground: mean IoU {} by round. The model is that of round {}.</source>
        <translation>在验证区上自训练 {}：各轮平均交并比 {}。模型取第 {} 轮。</translation>
    </message>
    <message>
        <source>gained {}</source>
        <translation>提高了 {}</translation>
    </message>
    <message>
        <source>gained nothing</source>
        <translation>没有提高</translation>
    </message>
    <message>
        <source>Self-training, round {} of {}</source>
        <translation>自训练，第 {} 轮，共 {} 轮</translation>
    </message>
    <message>
        <source>&apos;{}&apos; holds no valid pixel.</source>
        <translation>“{}”没有有效像元。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; holds values from {} to {}: these are no numbers of classes.</source>
        <translation>“{}”的数值为 {} 至 {}：这些不是类别编号。</translation>
    </message>
    <message>
        <source>Give a raster of class numbers; mark what is unlabelled as its nodata value.</source>
        <translation>请给出类别编号的栅格；未标注处设为其无数据值。</translation>
    </message>
    <message>
        <source>The extents &apos;{}&apos; do not serve for &apos;{}&apos;: {}</source>
        <translation>范围“{}”不能用于“{}”：{}</translation>
    </message>
    <message>
        <source>&apos;{}&apos; is a raster of labels, which leaves no ground unlabelled.</source>
        <translation>“{}”是标注栅格，没有未标注的地面。</translation>
    </message>
    <message>
        <source>Give rest and extents with polygons only; here, map the number of the background to a class.</source>
        <translation>rest 和 extents 只能与多边形同用；在此请把背景编号对应到一个类别。</translation>
    </message>
    <message>
        <source>The label raster &apos;{}&apos; has {} bands.</source>
        <translation>标注栅格“{}”有 {} 个波段。</translation>
    </message>
    <message>
        <source>It must hold the number of the class in one band.</source>
        <translation>它必须以一个波段存放类别编号。</translation>
    </message>
    <message>
        <source>The label raster &apos;{}&apos; does not lie on the pixels of &apos;{}&apos;: it has {}.</source>
        <translation>标注栅格“{}”与“{}”的像元不对应：{}。</translation>
    </message>
    <message>
        <source>Bring it to that raster&apos;s grid with nearest neighbour (&apos;gdalwarp -r near&apos;, or Align Rasters in QGIS).</source>
        <translation>请用最近邻法将其对齐到该栅格的格网（“gdalwarp -r near”，或 QGIS 的“对齐栅格”）。</translation>
    </message>
    <message>
        <source>The encoder starts from &apos;{}&apos; ({} of {} tensors); the rest starts at random.</source>
        <translation>编码器从“{}”开始（{} / {} 个张量）；其余随机初始化。</translation>
    </message>
    <message>
        <source>The network starts from the weights of &apos;{}&apos;.</source>
        <translation>网络从“{}”的权重开始。</translation>
    </message>
    <message>
        <source>The bands differ from the parent&apos;s: the first convolution {}.</source>
        <translation>波段与父模型不同：第一个卷积{}。</translation>
    </message>
    <message>
        <source>Training cannot start from the model &apos;{}&apos; and from &apos;{}&apos; at once.</source>
        <translation>训练不能同时从模型“{}”和“{}”开始。</translation>
    </message>
    <message>
        <source>Give one of them.</source>
        <translation>请给出其中之一。</translation>
    </message>
    <message>
        <source>All weights start at random.</source>
        <translation>所有权重随机初始化。</translation>
    </message>
    <message>
        <source>The normalisation is of another kind than the parent&apos;s; it keeps scale and shift.</source>
        <translation>归一化的类型与父模型不同；保留其缩放和平移。</translation>
    </message>
    <message>
        <source>keeps its weights for {}</source>
        <translation>保留 {} 的权重</translation>
    </message>
    <message>
        <source>starts from the parent&apos;s mean for {}</source>
        <translation>对 {} 从父模型的平均值开始</translation>
    </message>
    <message>
        <source>The head starts afresh for {}.</source>
        <translation>分类头对 {} 重新开始。</translation>
    </message>
    <message>
        <source>The head keeps what the parent learnt of {}.</source>
        <translation>分类头保留父模型对 {} 所学。</translation>
    </message>
    <message>
        <source>{} has no encoder that takes the weights in &apos;{}&apos;.</source>
        <translation>{} 没有能采用“{}”中权重的编码器。</translation>
    </message>
    <message>
        <source>Start from a model of this architecture, or from scratch.</source>
        <translation>请从此结构的模型开始，或从头训练。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; does not fit the encoder &apos;{}&apos;: it has {} of its {} tensors; the first that is missing or of another shape is &apos;{}&apos;.</source>
        <translation>“{0}”与编码器“{1}”不符：它有其 {3} 个张量中的 {2} 个；第一个缺失或形状不同的是“{4}”。</translation>
    </message>
    <message>
        <source>There is no file &apos;{}&apos;.</source>
        <translation>没有文件“{}”。</translation>
    </message>
    <message>
        <source>Give a safetensors file of encoder weights.</source>
        <translation>请给出编码器权重的 safetensors 文件。</translation>
    </message>
    <message>
        <source>There is no normalisation &apos;{}&apos;.</source>
        <translation>没有归一化方式“{}”。</translation>
    </message>
    <message>
        <source>Choose batch, frozen or group.</source>
        <translation>请选择 batch、frozen 或 group。</translation>
    </message>
    <message>
        <source>The network has batch normalisation.</source>
        <translation>该网络使用批归一化。</translation>
    </message>
    <message>
        <source>Give its card the option norm: group.</source>
        <translation>请在其模型卡中给出选项 norm: group。</translation>
    </message>
    <message>
        <source>The model &apos;{}&apos; ({}) is no start for a {} of these options: its &apos;{}&apos; differs.</source>
        <translation>模型“{}”（{}）不能作为此选项下 {} 的起点：其“{}”不同。</translation>
    </message>
    <message>
        <source>Keep the parent&apos;s architecture and options, or train from scratch.</source>
        <translation>请保持父模型的结构和选项，或从头训练。</translation>
    </message>
    <message>
        <source>The parent&apos;s classes {} are no longer mapped.</source>
        <translation>父模型的类别 {} 不再绘制。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; is no safetensors file: {}.</source>
        <translation>“{}”不是 safetensors 文件：{}。</translation>
    </message>
    <message>
        <source>Encoder weights come as safetensors, never as a pickle.</source>
        <translation>编码器权重须为 safetensors，不能为 pickle。</translation>
    </message>
    <message>
        <source>Finding the held-out ground</source>
        <translation>正在查找验证区</translation>
    </message>
    <message>
        <source>Which fold is held out is not said.</source>
        <translation>没有说明留出哪一折。</translation>
    </message>
    <message>
        <source>Give a fold from 0 to {}.</source>
        <translation>请给出 0 至 {} 的折数。</translation>
    </message>
    <message>
        <source>No labels are held out.</source>
        <translation>没有留出标注。</translation>
    </message>
    <message>
        <source>Label more ground, or evaluate on all of it.</source>
        <translation>请标注更多地面，或在全部地面上评估。</translation>
    </message>
    <message>
        <source>no labels have been opened</source>
        <translation>没有打开任何标注</translation>
    </message>
    <message>
        <source>mean IoU {} against {} on {} ({})</source>
        <translation>{2}的平均交并比 {0}，起始模型为 {1}（{3}）</translation>
    </message>
    <message>
        <source>The new model does not beat its start model: {}.</source>
        <translation>新模型没有超过其起始模型：{}。</translation>
    </message>
    <message>
        <source>most in {} ({})</source>
        <translation>最大在 {}（{}）</translation>
    </message>
    <message>
        <source>Best at {} ({}), weakest at {} ({}).</source>
        <translation>最好的是 {}（{}），最差的是 {}（{}）。</translation>
    </message>
    <message>
        <source>Not compared: {}, IoU {}.</source>
        <translation>未比较：{}，交并比 {}。</translation>
    </message>
    <message>
        <source>The start model knows none of the classes found here: nothing to compare.</source>
        <translation>起始模型不认识这里的任何类别：无可比较。</translation>
    </message>
    <message>
        <source>The new model beats its start model: {}.</source>
        <translation>新模型优于其起始模型：{}。</translation>
    </message>
    <message>
        <source>The new model is no better than its start model: {}.</source>
        <translation>新模型并不优于其起始模型：{}。</translation>
    </message>
    <message>
        <source>Better in {} of {} classes, {}.</source>
        <translation>{1} 个类别中有 {0} 个提高，{2}。</translation>
    </message>
    <message>
        <source>Worse in none.</source>
        <translation>没有下降的类别。</translation>
    </message>
    <message>
        <source>but {}</source>
        <translation>但有 {}</translation>
    </message>
    <message>
        <source>and no other geometry</source>
        <translation>且没有其他几何图形</translation>
    </message>
    <message>
        <source>&apos;{}&apos; holds no polygons {}.</source>
        <translation>“{}”中没有多边形 {}。</translation>
    </message>
    <message>
        <source>Choose a polygon layer, or give xmin,ymin,xmax,ymax.</source>
        <translation>请选择多边形图层，或给出 xmin,ymin,xmax,ymax。</translation>
    </message>
    <message>
        <source>An area is a vector file, or xmin,ymin,xmax,ymax.</source>
        <translation>区域为矢量文件，或 xmin,ymin,xmax,ymax。</translation>
    </message>
    <message>
        <source>There is no file &apos;{}&apos; of labels.</source>
        <translation>没有标注文件“{}”。</translation>
    </message>
    <message>
        <source>Check its name and folder.</source>
        <translation>请检查其名称和文件夹。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; has no field &apos;{}&apos;.</source>
        <translation>“{}”没有字段“{}”。</translation>
    </message>
    <message>
        <source>Its fields are {}.</source>
        <translation>其字段为 {}。</translation>
    </message>
    <message>
        <source>Check that it is a vector file that GDAL reads (&apos;ogrinfo FILE&apos;).</source>
        <translation>请检查它是否为 GDAL 能读取的矢量文件（“ogrinfo 文件”）。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; has no layer &apos;{}&apos;.</source>
        <translation>“{}”没有图层“{}”。</translation>
    </message>
    <message>
        <source>Its layers are {}.</source>
        <translation>其图层为 {}。</translation>
    </message>
    <message>
        <source>only {} of {} records of &apos;{}&apos; were written</source>
        <translation>“{2}”的 {1} 条记录中只写入了 {0} 条</translation>
    </message>
    <message>
        <source>The area &apos;{}&apos; cannot be read: {}.</source>
        <translation>区域“{}”无法读取：{}。</translation>
    </message>
    <message>
        <source>The labels &apos;{}&apos; cannot be read: {}.</source>
        <translation>标注“{}”无法读取：{}。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; cannot be read: {}.</source>
        <translation>“{}”无法读取：{}。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; {}, so it is no raster of confidence.</source>
        <translation>“{}”{}，因此不是置信度栅格。</translation>
    </message>
    <message>
        <source>Give what &apos;segment --confidence&apos; wrote, percent in uint8; probabilities have a band per class.</source>
        <translation>请给出“segment --confidence”写出的文件，为 uint8 百分比；概率为每个类别一个波段。</translation>
    </message>
    <message>
        <source>Give the confidence of the same segmentation.</source>
        <translation>请给出同一次分割的置信度。</translation>
    </message>
    <message>
        <source>The tolerance of simplifying is given in pixels and in metres.</source>
        <translation>简化容差同时以像元和米给出。</translation>
    </message>
    <message>
        <source>tolerance of simplifying</source>
        <translation>简化容差</translation>
    </message>
    <message>
        <source>smallest area</source>
        <translation>最小面积</translation>
    </message>
    <message>
        <source>The {} {} is no length or area.</source>
        <translation>{} {} 不是长度或面积。</translation>
    </message>
    <message>
        <source>Colours of the classes</source>
        <translation>类别颜色</translation>
    </message>
    <message>
        <source>Give the tolerance in pixels and no smallest area, or give the raster a place and a CRS.</source>
        <translation>请以像元给出容差且不给出最小面积，或为栅格指定位置和坐标参照系。</translation>
    </message>
    <message>
        <source>No polygon was written: there is none of the classes and the size asked for.</source>
        <translation>没有写出多边形：没有所要求的类别和大小的多边形。</translation>
    </message>
    <message>
        <source>The memory is not enough for this job: {}.</source>
        <translation>内存不足以完成此作业：{}。</translation>
    </message>
    <message>
        <source>Close other programs, or choose a smaller tile size, fewer tiles at once, or a smaller model.</source>
        <translation>请关闭其他程序，或选用更小的分块、更少的同时分块数或更小的模型。</translation>
    </message>
    <message>
        <source>The model &apos;{}&apos; has no {}.</source>
        <translation>模型“{}”没有 {}。</translation>
    </message>
    <message>
        <source>The weights in &apos;{}&apos; are not those its card describes (their SHA-256 differs).</source>
        <translation>“{}”中的权重不是其模型卡所描述的（SHA-256 不同）。</translation>
    </message>
    <message>
        <source>The file is damaged or was exchanged: get the model again.</source>
        <translation>文件已损坏或被替换：请重新获取模型。</translation>
    </message>
    <message>
        <source>The weights of model &apos;{}&apos; do not fit its architecture {}: {} tensors differ, the first is &apos;{}&apos; ({} instead of {}).</source>
        <translation>模型“{}”的权重与其结构 {} 不符：{} 个张量不同，第一个是“{}”（{}，而不是 {}）。</translation>
    </message>
    <message>
        <source>Its card and its weights belong to different models, or classes or bands were changed in the card.</source>
        <translation>其模型卡与权重属于不同的模型，或模型卡中的类别或波段被改动。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; holds no state_dict.</source>
        <translation>“{}”中没有 state_dict。</translation>
    </message>
    <message>
        <source>Save model.state_dict() and try again.</source>
        <translation>请保存 model.state_dict() 后重试。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; is no file of weights alone: loading it would run code from it, so it was not opened.</source>
        <translation>“{}”不是只含权重的文件：加载它会运行其中的代码，因此没有打开。</translation>
    </message>
    <message>
        <source>Ask its author for safetensors, or for a checkpoint with nothing but a state_dict.</source>
        <translation>请向作者索取 safetensors，或只含 state_dict 的检查点。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; is damaged, or no checkpoint of PyTorch.</source>
        <translation>“{}”已损坏，或不是 PyTorch 检查点。</translation>
    </message>
    <message>
        <source>Get it again, or ask its author for safetensors.</source>
        <translation>请重新获取，或向作者索取 safetensors。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; cannot be converted: {}.</source>
        <translation>“{}”无法转换：{}。</translation>
    </message>
    <message>
        <source>Is the disk full?</source>
        <translation>磁盘是否已满？</translation>
    </message>
    <message>
        <source>Choose another folder or name for it.</source>
        <translation>请为它另选文件夹或另取名称。</translation>
    </message>
    <message>
        <source>Land, buildings, roads, vegetation and water from RGB imagery of 0.1 to 1 m. Trained on 36 satellite scenes of one arid city (Dubai), one town in Nepal (buildings above all) and a few aerial images of forest and steppe in the United States. Water has been seen in Dubai and in one pond only. Trained within two hours on two processor cores. Check its maps of other places before you use them, and fine-tune it on your own imagery.</source>
        <translation>由 0.1 至 1 m 的 RGB 影像得到土地、建筑、道路、植被和水体。训练数据为一座干旱城市（迪拜）的 36 景卫星影像、尼泊尔的一个城镇（以建筑为主），以及美国少量森林和草原的航空影像。水体只见于迪拜和一个池塘。在两个处理器核上训练，不超过两小时。在其他地方使用前请检查其地图，并用您自己的影像微调。</translation>
    </message>
    <message>
        <source>Bare soil, sand, rock, dry ground</source>
        <translation>裸土、沙地、岩石、干燥地面</translation>
    </message>
    <message>
        <source>Roofs</source>
        <translation>屋顶</translation>
    </message>
    <message>
        <source>Roads and paved ground</source>
        <translation>道路和铺装地面</translation>
    </message>
    <message>
        <source>Trees, shrubs, grass</source>
        <translation>乔木、灌木、草地</translation>
    </message>
    <message>
        <source>Sea, lakes, rivers, pools</source>
        <translation>海洋、湖泊、河流、水池</translation>
    </message>
    <message>
        <source>Land cover, light (5 classes)</source>
        <translation>土地覆盖，轻量（5 类）</translation>
    </message>
    <message>
        <source>Land cover, ResUNet-a d6 (5 classes)</source>
        <translation>土地覆盖，ResUNet-a d6（5 类）</translation>
    </message>
    <message>
        <source>the held-out ground</source>
        <translation>验证区</translation>
    </message>
    <message>
        <source>this ground</source>
        <translation>这块地面</translation>
    </message>
    <message>
        <source>red</source>
        <translation>红</translation>
    </message>
    <message>
        <source>green</source>
        <translation>绿</translation>
    </message>
    <message>
        <source>blue</source>
        <translation>蓝</translation>
    </message>
    <message>
        <source>{} and {} more</source>
        <translation>{} 等，另有 {} 个</translation>
    </message>
    <message>
        <source>raise the memory limit</source>
        <translation>提高内存上限</translation>
    </message>
    <message>
        <source>Worse in {}.</source>
        <translation>下降的类别：{}。</translation>
    </message>
    <message>
        <source>The raster&apos;s control points give its pixels no place.</source>
        <translation>栅格的控制点无法给出其像元的位置。</translation>
    </message>
    <message>
        <source>Give it others, or a place of its own: QGIS&apos;s Georeferencer does both.</source>
        <translation>请给它别的控制点，或为其指定位置：QGIS 的地理配准工具两者都能做到。</translation>
    </message>
    <message>
        <source>ha</source>
        <translation>公顷</translation>
    </message>
    <message>
        <source>Training and evaluating need it</source>
        <translation>训练和评估需要它</translation>
    </message>
    <message>
        <source>Models run about twice as fast on a CPU with it</source>
        <translation>有了它，模型在 CPU 上约快一倍</translation>
    </message>
    <message>
        <source>The CRF runs several times as fast on a CPU with it</source>
        <translation>有了它，条件随机场在 CPU 上快数倍</translation>
    </message>
    <message>
        <source>Refining with superpixels needs it</source>
        <translation>用超像素精化需要它</translation>
    </message>
    <message>
        <source>Only the CRF&apos;s backend pydensecrf needs it</source>
        <translation>只有条件随机场的后端 pydensecrf 需要它</translation>
    </message>
    <message>
        <source>Data sets in files need it</source>
        <translation>以文件描述的数据集需要它</translation>
    </message>
    <message>
        <source>{} in rasterio</source>
        <translation>{}（rasterio）</translation>
    </message>
    <message>
        <source>{} in fiona</source>
        <translation>{}（fiona）</translation>
    </message>
    <message>
        <source>{}, but no device</source>
        <translation>{}，但没有设备</translation>
    </message>
    <message>
        <source>For an NVIDIA GPU, install its driver.</source>
        <translation>若有 NVIDIA GPU，请安装其驱动程序。</translation>
    </message>
    <message>
        <source>Choose small models and few bands; tiles of 256 pixels need less.</source>
        <translation>请选择小模型和少量波段；256 像元的分块所需较少。</translation>
    </message>
    <message>
        <source>{} GB, {} cores</source>
        <translation>{} GB，{} 核</translation>
    </message>
    <message>
        <source>your models</source>
        <translation>您的模型</translation>
    </message>
    <message>
        <source>The default model &apos;{}&apos; is gone: install RS Segmenter again.</source>
        <translation>默认模型“{}”不见了：请重新安装 RS Segmenter。</translation>
    </message>
    <message>
        <source>RS Segmenter</source>
        <translation>RS Segmenter</translation>
    </message>
    <message>
        <source>{} in the folder {}</source>
        <translation>{}，位于文件夹 {}</translation>
    </message>
    <message>
        <source>{} at {} on {}</source>
        <translation>{}，位于 {}，系统 {}</translation>
    </message>
    <message>
        <source>of unknown version</source>
        <translation>版本未知</translation>
    </message>
    <message>
        <source>Apple silicon (mps)</source>
        <translation>Apple 芯片（mps）</translation>
    </message>
    <message>
        <source>none: this PyTorch is built without</source>
        <translation>无：此 PyTorch 未包含它</translation>
    </message>
    <message>
        <source>For an NVIDIA GPU, see pytorch.org.</source>
        <translation>若有 NVIDIA GPU，请参阅 pytorch.org。</translation>
    </message>
    <message>
        <source>unknown, {} cores</source>
        <translation>未知，{} 核</translation>
    </message>
    <message>
        <source>Free some disk space.</source>
        <translation>请腾出一些磁盘空间。</translation>
    </message>
    <message>
        <source>no report: {}</source>
        <translation>不是报告：{}</translation>
    </message>
    <message>
        <source>Use Python {} or newer.</source>
        <translation>请使用 Python {} 或更新版本。</translation>
    </message>
    <message>
        <source>cannot be imported: {}</source>
        <translation>无法导入：{}</translation>
    </message>
    <message>
        <source>Install it: pip install {}</source>
        <translation>请安装：pip install {}</translation>
    </message>
    <message>
        <source>{}, {} GB free</source>
        <translation>{}，剩余 {} GB</translation>
    </message>
    <message>
        <source>broken model</source>
        <translation>损坏的模型</translation>
    </message>
    <message>
        <source>{}: pip install {}</source>
        <translation>{}：pip install {}</translation>
    </message>
    <message>
        <source>&apos;{}&apos; is no journal of RS Segmenter.</source>
        <translation>“{}”不是 RS Segmenter 的日志文件。</translation>
    </message>
    <message>
        <source>Name another file for it.</source>
        <translation>请为它指定另一个文件。</translation>
    </message>
    <message>
        <source>The journal &apos;{}&apos; belongs to another job.</source>
        <translation>日志“{}”属于另一个任务。</translation>
    </message>
    <message>
        <source>Go on with the same raster, model, area and outputs, or remove it to begin anew.</source>
        <translation>请使用相同的栅格、模型、区域和输出继续，或删除它重新开始。</translation>
    </message>
    <message>
        <source>Drawing the report</source>
        <translation>正在绘制报告</translation>
    </message>
    <message>
        <source>Clean up in steps, which takes little memory: first with a tenth of the least area or less, then what that gives with the whole. To that measure this map is mostly noise; a coarser one has less.</source>
        <translation>请分步清理，这样占用内存很少：先用最小面积的十分之一或更小，再对所得结果用完整的最小面积。以该尺度衡量，此图大多是噪声；较粗分辨率的图噪声较少。</translation>
    </message>
    <message>
        <source>{} labelled pixels of {}</source>
        <translation>{1} 的 {0} 个已标注像元</translation>
    </message>
    <message>
        <source>{}, predicted through the same tiles and blending as a map.</source>
        <translation>{}，按与制图相同的分块和融合方式预测。</translation>
    </message>
    <message>
        <source>{}, held out by the split, predicted through the same tiles and blending as a map.</source>
        <translation>{}，由划分留出，按与制图相同的分块和融合方式预测。</translation>
    </message>
    <message>
        <source>over the {} classes both know, mean IoU {} against {} on {} ({})</source>
        <translation>就两者都认识的 {0} 个类别，{3}的平均交并比 {1}，起始模型为 {2}（{4}）</translation>
    </message>
    <message>
        <source>IoU of {} {} on {}.</source>
        <translation>{2}上 {0} 的交并比 {1}。</translation>
    </message>
    <message>
        <source>Mean IoU {} on {}.</source>
        <translation>{1}的平均交并比 {0}。</translation>
    </message>
    <message>
        <source>In fold {} of {}: {}</source>
        <translation>第 {} 折（共 {} 折）：{}</translation>
    </message>
    <message>
        <source>{} Fewer folds may help too.</source>
        <translation>{}减少折数也可能有帮助。</translation>
    </message>
    <message>
        <source>Self-training and cross-validation over all folds do not go together.</source>
        <translation>自训练不能与遍历所有折的交叉验证同时使用。</translation>
    </message>
    <message>
        <source>Leave one of the two out, or name one fold.</source>
        <translation>请去掉其中一项，或只指定一折。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; has no unlabelled ground that can be labelled.</source>
        <translation>“{}”中没有可标注的未标注地面。</translation>
    </message>
    <message>
        <source>The model cannot be copied from &apos;{}&apos; to &apos;{}&apos;: {}.</source>
        <translation>无法将模型从“{}”复制到“{}”：{}。</translation>
    </message>
    <message>
        <source>Self-training was stopped before its first round was over: the model is that of the user&apos;s labels.</source>
        <translation>自训练在第一轮结束前被停止：该模型仅由用户的标签训练而成。</translation>
    </message>
    <message>
        <source>Self-training found no unlabelled ground to label: the model is that of the user&apos;s labels.</source>
        <translation>自训练没有找到可标注的未标注地面：该模型仅由用户的标签训练而成。</translation>
    </message>
    <message>
        <source>Change what was asked for: classes, bands, tiles or name.</source>
        <translation>请更改所要求的内容：类别、波段、瓦片或名称。</translation>
    </message>
    <message>
        <source>Give weights of this encoder, with its own names or timm&apos;s, or choose the encoder that they are of (the network&apos;s option &apos;encoder&apos;).</source>
        <translation>请给出此编码器的权重（使用其自身或 timm 的名称），或选择这些权重所属的编码器（网络的选项“encoder”）。</translation>
    </message>
    <message>
        <source>It must be a text.</source>
        <translation>必须是文本。</translation>
    </message>
    <message>
        <source>It must be a whole number.</source>
        <translation>必须是整数。</translation>
    </message>
    <message>
        <source>It must be a number.</source>
        <translation>必须是数字。</translation>
    </message>
    <message>
        <source>It must be true or false.</source>
        <translation>必须是 true 或 false。</translation>
    </message>
    <message>
        <source>It must be a list.</source>
        <translation>必须是列表。</translation>
    </message>
    <message>
        <source>It must be names with a value each.</source>
        <translation>必须是各带一个值的名称。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; holds {} colours, so it is an image and no map of classes.</source>
        <translation>“{}”含有 {} 种颜色，因此是图像，不是分类图。</translation>
    </message>
    <message>
        <source>A model of the name &apos;{}&apos; cannot be added: it would not be found by that name.</source>
        <translation>不能添加名为“{}”的模型：用这个名称将找不到它。</translation>
    </message>
    <message>
        <source>Give it another name, as &apos;id&apos; in &apos;{}&apos;.</source>
        <translation>请在“{}”中给它另一个名称（“id”）。</translation>
    </message>
    <message>
        <source>{} and {} others</source>
        <translation>{} 以及另外 {} 个</translation>
    </message>
    <message>
        <source>Label something else too, name the unlabelled ground (rest), or start from a model that knows both. &apos;other&apos; means none of the classes: map it to another name to make it one.</source>
        <translation>请再标注其他地物，给出未标注地面的类别（rest），或从两者都认识的模型开始。“other”表示不属于任何类别：要使其成为类别，请把它对应到别的名称。</translation>
    </message>
    <message>
        <source>The start model cannot be compared: {}</source>
        <translation>无法与起始模型比较：{}</translation>
    </message>
    <message>
        <source>Map each to one of {}, to {} (none of these), or to {}.</source>
        <translation>请把每个对应到 {} 之一、{}（不属于其中任何一类）或 {}。</translation>
    </message>
    <message>
        <source>&apos;{}&apos;: about {} labelled pixels lie on ground that is held out; they are left out of the training.</source>
        <translation>“{}”：约 {} 个有标签的像元位于留出的地面上，不参与训练。</translation>
    </message>
    <message>
        <source>cpu ({} core{})</source>
        <translation>cpu（{0} 核）</translation>
    </message>
    <message>
        <source>Measuring the areas</source>
        <translation>正在量算面积</translation>
    </message>
    <message>
        <source>Refining the classes</source>
        <translation>正在精化分类</translation>
    </message>
    <message>
        <source>Segmenting the raster</source>
        <translation>正在分割栅格</translation>
    </message>
    <message>
        <source>Training the network</source>
        <translation>正在训练网络</translation>
    </message>
    <message>
        <source>Vectorizing the classes</source>
        <translation>正在将分类转为多边形</translation>
    </message>
    <message>
        <source>{} Or say what bands the new model shall have (--band-roles, BAND_ROLES in the toolbox): its first layer is adapted.</source>
        <translation>{}或说明新模型应有哪些波段（--band-roles，工具箱中为 BAND_ROLES）：其第一层会随之调整。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; holds control characters</source>
        <translation>“{}”含有控制字符</translation>
    </message>
    <message>
        <source>Another run is making &apos;{}&apos;.</source>
        <translation>另一次运行正在生成“{}”。</translation>
    </message>
    <message>
        <source>Wait until it is over, or choose another name.</source>
        <translation>请等它结束，或另选一个名称。</translation>
    </message>
</context>
<context>
    <name>FineTuneForm</name>
    <message>
        <source>Rasters and labels</source>
        <translation>栅格与标注</translation>
    </message>
    <message>
        <source>Rasters</source>
        <translation>栅格</translation>
    </message>
    <message>
        <source>One or more rasters that the polygons lie on</source>
        <translation>多边形所在的一个或多个栅格</translation>
    </message>
    <message>
        <source>Polygons</source>
        <translation>多边形</translation>
    </message>
    <message>
        <source>Polygons that each show one class; what lies outside them need not be known</source>
        <translation>每个多边形只含一个类别；多边形以外是什么可以不知道</translation>
    </message>
    <message>
        <source>New label layer…</source>
        <translation>新建标注图层…</translation>
    </message>
    <message>
        <source>A GeoPackage with the start model&apos;s classes and colours, ready to digitise</source>
        <translation>带有起始模型类别和颜色的 GeoPackage，可直接数字化</translation>
    </message>
    <message>
        <source>Class field</source>
        <translation>类别字段</translation>
    </message>
    <message>
        <source>The field that holds the class; empty: all polygons are of one class</source>
        <translation>存放类别的字段；留空：所有多边形属于同一类别</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>像元</translation>
    </message>
    <message>
        <source>Keep the other classes too</source>
        <translation>同时保留其他类别</translation>
    </message>
    <message>
        <source>Classes without labels stay in the new model, as the start model knows them</source>
        <translation>没有标注的类别保留在新模型中，与起始模型所学一致</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Start from</source>
        <translation>起始模型</translation>
    </message>
    <message>
        <source>The model whose knowledge the new one begins with; it stays as it is</source>
        <translation>新模型以它的知识为起点；它本身不变</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>训练方案</translation>
    </message>
    <message>
        <source>How long and how boldly to learn</source>
        <translation>训练多久、改动多大</translation>
    </message>
    <message>
        <source>New model</source>
        <translation>新模型</translation>
    </message>
    <message>
        <source>Name of the new model in the list</source>
        <translation>新模型在列表中的名称</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>高级</translation>
    </message>
    <message>
        <source>Fine-tune</source>
        <translation>微调</translation>
    </message>
    <message>
        <source>Train a new model on these labels; QGIS stays free meanwhile</source>
        <translation>用这些标注训练新模型；其间 QGIS 可照常使用</translation>
    </message>
</context>
<context>
    <name>ModelPanel</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>The model that classifies the layer</source>
        <translation>用于对图层分类的模型</translation>
    </message>
    <message>
        <source>…</source>
        <translation>…</translation>
    </message>
    <message>
        <source>Use a model folder from elsewhere</source>
        <translation>使用其他位置的模型文件夹</translation>
    </message>
    <message>
        <source>Bands</source>
        <translation>波段</translation>
    </message>
    <message>
        <source>Pixel size</source>
        <translation>像元大小</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
</context>
<context>
    <name>NextSteps</name>
    <message>
        <source>Go on with this class layer:</source>
        <translation>继续处理此分类图层：</translation>
    </message>
    <message>
        <source>To polygons…</source>
        <translation>转为多边形…</translation>
    </message>
    <message>
        <source>Polygons of this class layer, with names and areas, as a GeoPackage</source>
        <translation>将此分类图层转为带类别名称和面积的多边形，存为 GeoPackage</translation>
    </message>
    <message>
        <source>Areas…</source>
        <translation>面积…</translation>
    </message>
    <message>
        <source>The area of each class, on the whole or in zones, as a table and a chart</source>
        <translation>各类别的面积（整幅或按分区），输出表格和图表</translation>
    </message>
    <message>
        <source>Accuracy…</source>
        <translation>精度…</translation>
    </message>
    <message>
        <source>Compare with reference polygons, points or a raster: confusion matrix and scores</source>
        <translation>与参考多边形、参考点或参考栅格比较：混淆矩阵和各项精度</translation>
    </message>
    <message>
        <source>Clean up…</source>
        <translation>整理…</translation>
    </message>
    <message>
        <source>Remove small areas and holes, merge classes, mark what is not sure</source>
        <translation>去除小图斑和孔洞、合并类别、标出不确定的像元</translation>
    </message>
    <message>
        <source>Draw points…</source>
        <translation>抽取样本点…</translation>
    </message>
    <message>
        <source>Random points of each class, to look up what is there: then Accuracy tells how right the map is, and each class&apos;s true area with its margin</source>
        <translation>在每个类别中随机抽点以查明实际地物；之后“精度”会给出地图的正确程度，以及各类别的真实面积和误差范围</translation>
    </message>
    <message>
        <source>Refine again…</source>
        <translation>再次精化…</translation>
    </message>
    <message>
        <source>Fit class borders to the image with other settings, without the model</source>
        <translation>不用模型，换一组设置使类别边界贴合影像</translation>
    </message>
</context>
<context>
    <name>OptionsPage</name>
    <message>
        <source>Where the engine runs</source>
        <translation>引擎运行位置</translation>
    </message>
    <message>
        <source>It &amp;runs</source>
        <translation>运行位置(&amp;R)</translation>
    </message>
    <message>
        <source>In QGIS it starts faster; in a process of its own it can neither clash with QGIS nor take it down</source>
        <translation>在 QGIS 中启动更快；在独立进程中既不会与 QGIS 冲突，也不会使其崩溃</translation>
    </message>
    <message>
        <source>Computing</source>
        <translation>计算</translation>
    </message>
    <message>
        <source>&amp;Device</source>
        <translation>设备(&amp;D)</translation>
    </message>
    <message>
        <source>What the dock and the toolbox begin with. auto: a GPU where there is one; or cpu, cuda, cuda:1, mps</source>
        <translation>面板和工具箱的初始值。auto：有 GPU 则用 GPU；也可填 cpu、cuda、cuda:1、mps</translation>
    </message>
    <message>
        <source>&amp;Precision</source>
        <translation>数值精度(&amp;P)</translation>
    </message>
    <message>
        <source>auto: float16 on an NVIDIA GPU, else float32. Half precision runs on GPUs only</source>
        <translation>auto：NVIDIA GPU 上用 float16，否则用 float32。半精度只能在 GPU 上运行</translation>
    </message>
    <message>
        <source>&amp;Cores</source>
        <translation>核心数(&amp;C)</translation>
    </message>
    <message>
        <source>How many cores of the CPU compute; fewer leave some to QGIS and to other programs. The map is the same</source>
        <translation>用于计算的 CPU 核心数；少用一些可留给 QGIS 和其他程序。结果地图不变</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>&amp;Memory limit</source>
        <translation>内存上限(&amp;M)</translation>
    </message>
    <message>
        <source>Bounds what the network takes of an NVIDIA GPU, and decoded pixels in main memory to a quarter of it</source>
        <translation>限制网络占用的 NVIDIA GPU 显存；主内存中已解码的像元最多占其四分之一</translation>
    </message>
    <message>
        <source>none</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>On an NVIDIA GPU, fewer tiles go at once under a limit. On the CPU, PyTorch and one tile take what they need beside it: for less, choose smaller tiles in the dock.</source>
        <translation>在 NVIDIA GPU 上设上限后，同时处理的分块会减少。在 CPU 上，PyTorch 和一个分块所需的内存不受此限；要更省内存，请在面板中选用更小的分块。</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>M&amp;odels of your own</source>
        <translation>自有模型(&amp;O)</translation>
    </message>
    <message>
        <source>Where models that you add or train are kept; those in another folder stay there</source>
        <translation>您添加或训练的模型的存放位置；其他文件夹中的模型不会移动</translation>
    </message>
    <message>
        <source>&amp;Engine&apos;s packages</source>
        <translation>引擎软件包(&amp;E)</translation>
    </message>
    <message>
        <source>Where Set up installs the engine&apos;s packages, some gigabytes; what is in another folder stays there</source>
        <translation>“安装引擎”把引擎的软件包装在此处，占数 GB；其他文件夹中的内容不会移动</translation>
    </message>
    <message>
        <source>Layers that are no files</source>
        <translation>非文件图层</translation>
    </message>
    <message>
        <source>Most to &amp;fetch</source>
        <translation>下载上限(&amp;F)</translation>
    </message>
    <message>
        <source>How much of an online layer, or another that is no file, is fetched for a run at most</source>
        <translation>每次运行最多从在线图层或其他非文件图层获取多少</translation>
    </message>
    <message>
        <source> million pixels</source>
        <translation> 百万像元</translation>
    </message>
    <message>
        <source>What these settings do</source>
        <translation>这些设置的作用</translation>
    </message>
    <message>
        <source>In the browser</source>
        <translation>在浏览器中打开</translation>
    </message>
</context>
<context>
    <name>OptionsPanel</name>
    <message>
        <source>Pixel size</source>
        <translation>像元大小</translation>
    </message>
    <message>
        <source>auto: the layer&apos;s pixels where the model is made for them, else the model&apos;s; native: always the layer&apos;s; or metres</source>
        <translation>auto：若模型适用则用图层像元，否则用模型的分辨率；native：始终用图层像元；或填米数</translation>
    </message>
    <message>
        <source>Stretch</source>
        <translation>拉伸</translation>
    </message>
    <message>
        <source>auto: stretch values that do not fit the model; none: never; or LOW,HIGH of the layer&apos;s values</source>
        <translation>auto：数值与模型不符时拉伸；none：不拉伸；或以图层数值填 LOW,HIGH</translation>
    </message>
    <message>
        <source>Tile</source>
        <translation>分块</translation>
    </message>
    <message>
        <source>Side of a tile in pixels; as the model was made for unless you set it</source>
        <translation>分块的边长（像元）；不设置时按模型的设计</translation>
    </message>
    <message>
        <source> px</source>
        <translation> 像元</translation>
    </message>
    <message>
        <source>Overlap</source>
        <translation>重叠</translation>
    </message>
    <message>
        <source>What neighbouring tiles share; more is slower and has fewer seams</source>
        <translation>相邻分块的共有部分；越大越慢，接缝越少</translation>
    </message>
    <message>
        <source>Blending</source>
        <translation>融合</translation>
    </message>
    <message>
        <source>How overlapping tiles are combined: the middle of each, their mean, or a mean weighted towards the middle</source>
        <translation>重叠分块的合并方式：取各块中部、取平均，或向中部加权平均</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>auto: a GPU where there is one; or cpu, cuda, cuda:1, mps</source>
        <translation>auto：有 GPU 则用 GPU；也可填 cpu、cuda、cuda:1、mps</translation>
    </message>
    <message>
        <source>A little more accurate, and eight times the work</source>
        <translation>精度略高，计算量为八倍</translation>
    </message>
    <message>
        <source>Average over flips and turns</source>
        <translation>对翻转和旋转取平均</translation>
    </message>
</context>
<context>
    <name>OutputPanel</name>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>The GeoTIFF to write; left empty, a temporary file that goes when QGIS is closed</source>
        <translation>要写入的 GeoTIFF；留空则为临时文件，关闭 QGIS 后删除</translation>
    </message>
    <message>
        <source>Also a confidence layer</source>
        <translation>同时输出置信度图层</translation>
    </message>
    <message>
        <source>How sure the model is of the class it chose, in percent; shows where to look first</source>
        <translation>模型对所选类别的把握程度（百分比）；指明应先检查哪里</translation>
    </message>
    <message>
        <source>Also an entropy layer</source>
        <translation>同时输出熵图层</translation>
    </message>
    <message>
        <source>How evenly the probability is spread over the classes: 0 sure, 1 any class. Tells more than confidence where three classes or more are likely</source>
        <translation>概率在各类别间的分散程度：0 为确定，1 为任何类别都有可能。当三个以上类别都有可能时，比置信度说明得更多</translation>
    </message>
    <message>
        <source>Also a layer of class probabilities</source>
        <translation>同时输出类别概率图层</translation>
    </message>
    <message>
        <source>One band per class; as large as the classes times their number</source>
        <translation>每个类别一个波段；大小为分类图层乘以类别数</translation>
    </message>
</context>
<context>
    <name>RSSegmenter</name>
    <message>
        <source>The run was not prepared.</source>
        <translation>运行尚未准备好。</translation>
    </message>
    <message>
        <source>Reference polygons or points</source>
        <translation>参考多边形或参考点</translation>
    </message>
    <message>
        <source>Of known class.</source>
        <translation>类别已知。</translation>
    </message>
    <message>
        <source>Class field</source>
        <translation>类别字段</translation>
    </message>
    <message>
        <source>The field that holds the class. Left empty: the field class.</source>
        <translation>存放类别的字段。留空：字段 class。</translation>
    </message>
    <message>
        <source>Reference raster</source>
        <translation>参考栅格</translation>
    </message>
    <message>
        <source>Instead: class numbers or colours, in any CRS and pixel size.</source>
        <translation>替代方式：类别编号或颜色，坐标参照系和像元大小不限。</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>参考数据</translation>
    </message>
    <message>
        <source>What each class of the reference is called in the map, or ignore, or other. Left empty: by name.</source>
        <translation>参考数据的每个类别在地图中叫什么，或 ignore（忽略），或 other（其他）。留空：按名称对应。</translation>
    </message>
    <message>
        <source>Ground between polygons</source>
        <translation>多边形之间的地面</translation>
    </message>
    <message>
        <source>Its class, or other. Left empty: not known.</source>
        <translation>其类别，或 other。留空：未知。</translation>
    </message>
    <message>
        <source>Borders that do not count, in pixels</source>
        <translation>不参与评价的边界宽度（像元）</translation>
    </message>
    <message>
        <source>On each side of the reference&apos;s class borders; 3 in the ISPRS protocol.</source>
        <translation>参考数据类别边界两侧各这么宽；ISPRS 规程中为 3。</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>All numbers, with pictures.</source>
        <translation>全部数值，附图。</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>The confusion matrix and scores by class.</source>
        <translation>混淆矩阵和各类别精度。</translation>
    </message>
    <message>
        <source>Assess accuracy</source>
        <translation>精度评价</translation>
    </message>
    <message>
        <source>Compares a class layer with what is known of the ground.</source>
        <translation>把分类图层与已知的地面情况比较。</translation>
    </message>
    <message>
        <source>Compares a class layer with reference polygons, points or a raster: confusion matrix, overall accuracy, kappa, user&apos;s and producer&apos;s accuracy, IoU and F1 by class, as an HTML report and a CSV file.

From points that Draw reference points has drawn it also estimates each class&apos;s area with a confidence interval, after Olofsson et al. (2014).

For the ISPRS protocol, give a reference raster and widen its borders by 3 pixels.</source>
        <translation>把分类图层与参考多边形、参考点或参考栅格比较：混淆矩阵、总体精度、Kappa 系数、各类别的用户精度和生产者精度、交并比和 F1，输出 HTML 报告和 CSV 文件。

对于由“抽取参考点”抽取的点，还按 Olofsson 等（2014）估计各类别的面积及其置信区间。

按 ISPRS 规程评价时，请给出参考栅格，并把其边界加宽 3 个像元。</translation>
    </message>
    <message>
        <source>accuracy,validation,confusion matrix,kappa,iou,f1,error matrix,olofsson,isprs,classification</source>
        <translation>精度,验证,精度评价,混淆矩阵,总体精度,用户精度,生产者精度,交并比,分类,accuracy,validation,confusion matrix,kappa,iou,f1,olofsson,isprs</translation>
    </message>
    <message>
        <source>Overall accuracy</source>
        <translation>总体精度</translation>
    </message>
    <message>
        <source>Kappa</source>
        <translation>Kappa 系数</translation>
    </message>
    <message>
        <source>Mean IoU</source>
        <translation>平均交并比</translation>
    </message>
    <message>
        <source>Mean F1</source>
        <translation>平均 F1</translation>
    </message>
    <message>
        <source>Scores by class, as JSON</source>
        <translation>各类别精度（JSON）</translation>
    </message>
    <message>
        <source>Estimated areas, as JSON</source>
        <translation>估计面积（JSON）</translation>
    </message>
    <message>
        <source>The reference is a layer of polygons or points, or a raster.</source>
        <translation>参考数据为多边形或点图层，或者栅格。</translation>
    </message>
    <message>
        <source>Give one of the two.</source>
        <translation>请给出两者之一。</translation>
    </message>
    <message>
        <source>Classes left out of means</source>
        <translation>不计入平均值的类别</translation>
    </message>
    <message>
        <source>Names with commas between them.</source>
        <translation>名称，以逗号分隔。</translation>
    </message>
    <message>
        <source>Estimate areas</source>
        <translation>估计面积</translation>
    </message>
    <message>
        <source>auto: from points drawn for that.</source>
        <translation>auto：根据为此抽取的点。</translation>
    </message>
    <message>
        <source>Layer the points were drawn from</source>
        <translation>抽点所用的图层</translation>
    </message>
    <message>
        <source>Where that is another class layer than the one assessed.</source>
        <translation>当它不是所评价的分类图层时。</translation>
    </message>
    <message>
        <source>Class areas</source>
        <translation>地类面积</translation>
    </message>
    <message>
        <source>Measures how much ground each class covers, on the whole or in zones.</source>
        <translation>测算各类别覆盖的地面面积，整幅或按分区。</translation>
    </message>
    <message>
        <source>Measures the area of each class on the ellipsoid, whatever the CRS, in the whole raster or in each polygon of a layer of zones: as a CSV file, as a layer (the zones with their areas, or a table), and as a bar chart.

A pixel is in a zone if its centre is.</source>
        <translation>在椭球面上测算各类别的面积，与坐标参照系无关；针对整个栅格，或分区图层的每个多边形：输出 CSV 文件、图层（带面积的分区，或一张表）和条形图。

像元中心在分区内，即属于该分区。</translation>
    </message>
    <message>
        <source>area,hectares,statistics,zonal,histogram,chart,table,classification,land cover</source>
        <translation>面积,地类面积,公顷,统计,分区统计,直方图,图表,表格,分类,土地覆盖,area,hectares,zonal,statistics</translation>
    </message>
    <message>
        <source>Zones</source>
        <translation>分区</translation>
    </message>
    <message>
        <source>Polygons in any CRS. Left empty: the whole raster.</source>
        <translation>多边形，坐标参照系不限。留空：整个栅格。</translation>
    </message>
    <message>
        <source>Field with zone names</source>
        <translation>分区名称字段</translation>
    </message>
    <message>
        <source>Left empty: the zones are numbered.</source>
        <translation>留空：分区按序编号。</translation>
    </message>
    <message>
        <source>Areas as CSV</source>
        <translation>面积表（CSV）</translation>
    </message>
    <message>
        <source>A row for each class, or for each class of each zone.</source>
        <translation>每个类别一行，或每个分区的每个类别一行。</translation>
    </message>
    <message>
        <source>Areas as layer</source>
        <translation>面积图层</translation>
    </message>
    <message>
        <source>The zones with a field for each class; without zones, a table.</source>
        <translation>每个类别一个字段的分区；没有分区时为一张表。</translation>
    </message>
    <message>
        <source>Bar chart</source>
        <translation>条形图</translation>
    </message>
    <message>
        <source>Bars in the classes&apos; colours.</source>
        <translation>条形使用类别颜色。</translation>
    </message>
    <message>
        <source>Areas by zone and class, as JSON</source>
        <translation>按分区和类别的面积（JSON）</translation>
    </message>
    <message>
        <source>Areas: {}</source>
        <translation>面积：{}</translation>
    </message>
    <message>
        <source>Classes to merge</source>
        <translation>要合并的类别</translation>
    </message>
    <message>
        <source>Names of classes, and of the class that each becomes; the others stay.</source>
        <translation>类别名称，以及各自并入的类别；其余不变。</translation>
    </message>
    <message>
        <source>Least confidence in percent</source>
        <translation>最低置信度（百分比）</translation>
    </message>
    <message>
        <source>Pixels less sure become the class unsure. 0: none do.</source>
        <translation>低于此值的像元归为 unsure（不确定）类。0：不处理。</translation>
    </message>
    <message>
        <source>Smallest area in m²</source>
        <translation>最小面积（m²）</translation>
    </message>
    <message>
        <source>Smaller areas become the class of the neighbour with the longest common border. 0: none do.</source>
        <translation>更小的图斑并入公共边界最长的相邻类别。0：不处理。</translation>
    </message>
    <message>
        <source>Smallest hole in m²</source>
        <translation>最小孔洞（m²）</translation>
    </message>
    <message>
        <source>Smaller areas that another one wholly encloses become its class. 0: none do.</source>
        <translation>被另一图斑完全包围的更小图斑并入该类别。0：不处理。</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Becomes</source>
        <translation>变为</translation>
    </message>
    <message>
        <source>Smallest area in pixels</source>
        <translation>最小面积（像元）</translation>
    </message>
    <message>
        <source>Instead of m².</source>
        <translation>代替平方米。</translation>
    </message>
    <message>
        <source>Smallest hole in pixels</source>
        <translation>最小孔洞（像元）</translation>
    </message>
    <message>
        <source>Connectivity</source>
        <translation>连通性</translation>
    </message>
    <message>
        <source>4: pixels with a common side are one area; 8: those with a common corner too.</source>
        <translation>4：有公共边的像元属于同一图斑；8：有公共角点的也算。</translation>
    </message>
    <message>
        <source>Find doubtful places</source>
        <translation>查找存疑位置</translation>
    </message>
    <message>
        <source>Finds where a map is most doubtful: where to look first.</source>
        <translation>找出地图最不确定的地方：应先看哪里。</translation>
    </message>
    <message>
        <source>Finds connected areas where the model was least sure, and ranks them by doubt times area. Each block of ground gives one at most, so that they are spread over the raster.

Look at them one by one, in the dock too, and draw what they really are: polygons there teach a model most when it is fine-tuned. Rasters of any size.</source>
        <translation>找出模型最没有把握的连通区域，按不确定度乘以面积排序。每个地块最多给出一处，使其分布在整个栅格上。

可以逐个查看（也可在面板中），并画出实际地物：微调时，那里的多边形对模型最有帮助。栅格大小不限。</translation>
    </message>
    <message>
        <source>uncertainty,confidence,entropy,doubt,active learning,quality,check,correct</source>
        <translation>不确定性,不确定度,置信度,熵,主动学习,质量,检查,更正,uncertainty,confidence,entropy,active learning</translation>
    </message>
    <message>
        <source>Confidence or entropy layer</source>
        <translation>置信度或熵图层</translation>
    </message>
    <message>
        <source>What Segment layer made beside the classes.</source>
        <translation>“分割图层”与分类结果一同生成的图层。</translation>
    </message>
    <message>
        <source>Class layer</source>
        <translation>分类图层</translation>
    </message>
    <message>
        <source>Of the same run: places are then of one class, which is named.</source>
        <translation>同一次运行的：每个位置只含一个类别，并给出其名称。</translation>
    </message>
    <message>
        <source>Probabilities layer</source>
        <translation>类别概率图层</translation>
    </message>
    <message>
        <source>Of the same run: names the class that a place may be instead.</source>
        <translation>同一次运行的：给出该位置可能属于的另一类别。</translation>
    </message>
    <message>
        <source>Places at most</source>
        <translation>位置数上限</translation>
    </message>
    <message>
        <source>The worst ones.</source>
        <translation>最不确定的那些。</translation>
    </message>
    <message>
        <source>Left empty: 64 pixels.</source>
        <translation>留空：64 个像元。</translation>
    </message>
    <message>
        <source>Block of ground in m</source>
        <translation>地块边长（m）</translation>
    </message>
    <message>
        <source>Side of the squares of which each gives one place at most. Left empty: by the raster&apos;s size.</source>
        <translation>方形地块的边长，每块最多给出一处。留空：按栅格大小确定。</translation>
    </message>
    <message>
        <source>Doubtful places</source>
        <translation>存疑位置</translation>
    </message>
    <message>
        <source>A GeoPackage with the fields rank, name, other, doubt and area_m2.</source>
        <translation>GeoPackage，含字段 rank、name、other、doubt 和 area_m2。</translation>
    </message>
    <message>
        <source>Number of places</source>
        <translation>位置数</translation>
    </message>
    <message>
        <source>Doubt from which ground counted</source>
        <translation>计入的不确定度下限</translation>
    </message>
    <message>
        <source>Doubtful ground in percent</source>
        <translation>存疑地面（百分比）</translation>
    </message>
    <message>
        <source>Doubt from which ground counts</source>
        <translation>计入地面的不确定度下限</translation>
    </message>
    <message>
        <source>Above 0 (sure), 1 at most. Left empty: what 10 % of the pixels reach, 0.1 at least.</source>
        <translation>大于 0（确定），最大为 1。留空：取 10 % 像元所达到的值，至少 0.1。</translation>
    </message>
    <message>
        <source>What the layer holds</source>
        <translation>图层内容</translation>
    </message>
    <message>
        <source>auto: as the name of its band says.</source>
        <translation>auto：按其波段名称。</translation>
    </message>
    <message>
        <source>Doubtful places: {}</source>
        <translation>存疑位置：{}</translation>
    </message>
    <message>
        <source>above 90 %: sure</source>
        <translation>高于 90 %：确定</translation>
    </message>
    <message>
        <source>75 to 90 %: fairly sure</source>
        <translation>75 至 90 %：较确定</translation>
    </message>
    <message>
        <source>60 to 75 %: in some doubt</source>
        <translation>60 至 75 %：略有疑问</translation>
    </message>
    <message>
        <source>45 to 60 %: in doubt</source>
        <translation>45 至 60 %：有疑问</translation>
    </message>
    <message>
        <source>below 45 %: a guess</source>
        <translation>低于 45 %：猜测</translation>
    </message>
    <message>
        <source>below 0.2: one class, sure</source>
        <translation>低于 0.2：单一类别，确定</translation>
    </message>
    <message>
        <source>0.2 to 0.4: fairly sure</source>
        <translation>0.2 至 0.4：较确定</translation>
    </message>
    <message>
        <source>0.4 to 0.6: in some doubt</source>
        <translation>0.4 至 0.6：略有疑问</translation>
    </message>
    <message>
        <source>0.6 to 0.8: several classes likely</source>
        <translation>0.6 至 0.8：可能属于多个类别</translation>
    </message>
    <message>
        <source>above 0.8: any class, a guess</source>
        <translation>高于 0.8：任何类别，猜测</translation>
    </message>
    <message>
        <source>Evaluate model</source>
        <translation>模型评估</translation>
    </message>
    <message>
        <source>Scores a model&apos;s maps on ground whose classes are known.</source>
        <translation>在类别已知的地面上评价模型所得的地图。</translation>
    </message>
    <message>
        <source>Predicts labelled ground through the same tiles and blending as a map, and compares: IoU, F1, user&apos;s and producer&apos;s accuracy by class, overall accuracy and kappa, and a report with pictures.

Labels that a model was trained on flatter it. Use others, or only the ground that its training held out: part val, with the same share, block side and seed.</source>
        <translation>按与制图相同的分块和融合方式预测已标注的地面并比较：各类别的交并比、F1、用户精度和生产者精度，总体精度和 Kappa 系数，以及带图的报告。

用模型训练过的标注评价会偏高。请用其他标注，或只用训练时留出的验证区：部分选 val，并使用相同的比例、地块边长和种子。</translation>
    </message>
    <message>
        <source>accuracy,assessment,confusion matrix,iou,f1,kappa,score,deep learning,validation</source>
        <translation>精度,评价,评估,混淆矩阵,交并比,深度学习,验证,accuracy,assessment,confusion matrix,iou,f1,kappa,score</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Scores and pictures in one file that opens in any browser.</source>
        <translation>精度和图片集于一个文件，可在任何浏览器中打开。</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>部分</translation>
    </message>
    <message>
        <source>all: all that is labelled; val: what a training with this split holds out.</source>
        <translation>all：全部已标注的地面；val：按此划分训练时留出的部分。</translation>
    </message>
    <message>
        <source>Average over flips and quarter turns</source>
        <translation>对翻转和 90° 旋转取平均</translation>
    </message>
    <message>
        <source>As for Segment layer.</source>
        <translation>与“分割图层”相同。</translation>
    </message>
    <message>
        <source>Folder of the new model</source>
        <translation>新模型的文件夹</translation>
    </message>
    <message>
        <source>Start model</source>
        <translation>起始模型</translation>
    </message>
    <message>
        <source>Title of the new model</source>
        <translation>新模型的标题</translation>
    </message>
    <message>
        <source>What lists show. Left empty: the folder&apos;s name.</source>
        <translation>在列表中显示的名称。留空：文件夹名称。</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>训练方案</translation>
    </message>
    <message>
        <source>How to train; finetune is for some polygons, the others are as published.</source>
        <translation>训练方式；finetune 适用于少量多边形，其余按论文发表的设置。</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>How often the network is corrected. Left empty: the recipe&apos;s.</source>
        <translation>网络修正多少次。留空：按训练方案。</translation>
    </message>
    <message>
        <source>Fine-tune model</source>
        <translation>微调模型</translation>
    </message>
    <message>
        <source>Improves a model with polygons that show which class is where.</source>
        <translation>用标明各处类别的多边形改进模型。</translation>
    </message>
    <message>
        <source>Makes a new model from one that is there and from labels of your own imagery: polygons with a field for the class, or a raster of class numbers. Some blocks of the labelled ground are held out; on them the new model is compared with the one it started from, and a report says how much better it is.

The training runs in a process of its own. When it is cancelled, the best model so far is kept.</source>
        <translation>由已有模型和您自己影像的标注生成新模型：标注为带类别字段的多边形，或类别编号的栅格。已标注地面中的一部分地块作为验证集留出；在其上把新模型与起始模型比较，并由报告说明提高了多少。

训练在独立进程中运行。取消时保留迄今最好的模型。</translation>
    </message>
    <message>
        <source>train,training,fine-tune,deep learning,labels,samples,classification,neural network</source>
        <translation>训练,微调,深度学习,标注,样本,分类,神经网络,train,training,fine-tune,deep learning</translation>
    </message>
    <message>
        <source>The folder to make; a model that is there is replaced.</source>
        <translation>要创建的文件夹；其中已有的模型会被替换。</translation>
    </message>
    <message>
        <source>Mean IoU on held-out ground</source>
        <translation>验证区的平均交并比</translation>
    </message>
    <message>
        <source>The start model&apos;s</source>
        <translation>起始模型的</translation>
    </message>
    <message>
        <source>Steps done</source>
        <translation>已完成步数</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>Whether it is better than the start model</source>
        <translation>是否优于起始模型</translation>
    </message>
    <message>
        <source>Keep the encoder as it is</source>
        <translation>编码器保持不变</translation>
    </message>
    <message>
        <source>For very few labels: only the part that decides between classes learns.</source>
        <translation>适用于标注很少的情况：只训练区分类别的那部分网络。</translation>
    </message>
    <message>
        <source>Other numbers of the recipe</source>
        <translation>训练方案的其他数值</translation>
    </message>
    <message>
        <source>NAME=VALUE, separated by spaces, such as lr=0.001 batch=4 crop_px=128.</source>
        <translation>NAME=VALUE，以空格分隔，例如 lr=0.001 batch=4 crop_px=128。</translation>
    </message>
    <message>
        <source>Rounds of self-training</source>
        <translation>自训练轮数</translation>
    </message>
    <message>
        <source>The surest parts of the model&apos;s own map become labels for more rounds.</source>
        <translation>把模型自身地图中最确定的部分作为标注，再训练若干轮。</translation>
    </message>
    <message>
        <source>Go on with an interrupted run</source>
        <translation>继续中断的运行</translation>
    </message>
    <message>
        <source>With the same parameters and folder as before.</source>
        <translation>参数和文件夹须与之前相同。</translation>
    </message>
    <message>
        <source>Python packages are missing that the engine needs: {}.</source>
        <translation>缺少引擎所需的 Python 软件包：{}。</translation>
    </message>
    <message>
        <source>Copying the labels</source>
        <translation>正在复制标注</translation>
    </message>
    <message>
        <source>The rasters that the labels lie on: any files GDAL reads.</source>
        <translation>标注所在的栅格：GDAL 能读取的任何文件。</translation>
    </message>
    <message>
        <source>Label polygons</source>
        <translation>标注多边形</translation>
    </message>
    <message>
        <source>Polygons that each show one class; ground outside them need not be known.</source>
        <translation>每个多边形只含一个类别；多边形以外的地面可以未知。</translation>
    </message>
    <message>
        <source>The field that holds the class. Left empty: all polygons are of the class mapped from *.</source>
        <translation>存放类别的字段。留空：所有多边形都属于由 * 对应的类别。</translation>
    </message>
    <message>
        <source>Label raster</source>
        <translation>标注栅格</translation>
    </message>
    <message>
        <source>Instead of polygons: a raster of class numbers on the pixels of a single input raster.</source>
        <translation>代替多边形：与单个输入栅格像元对齐的类别编号栅格。</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>What each label stands for: a class of the model, a new class, or ignore. Left empty: labels are names or numbers of classes.</source>
        <translation>每个标注代表什么：模型的类别、新类别，或 ignore（忽略）。留空：标注即为类别名称或编号。</translation>
    </message>
    <message>
        <source>Unlabelled ground</source>
        <translation>未标注的地面</translation>
    </message>
    <message>
        <source>The class of the ground outside the polygons; other: none of the labelled classes; left empty: it tells nothing.</source>
        <translation>多边形以外地面的类别；other：不属于任何已标注类别；留空：不提供信息。</translation>
    </message>
    <message>
        <source>Ground that is wholly labelled</source>
        <translation>完全标注的范围</translation>
    </message>
    <message>
        <source>Polygons within which unlabelled ground is as said above. Left empty: everywhere.</source>
        <translation>在这些多边形以内，未标注地面按上项处理。留空：处处如此。</translation>
    </message>
    <message>
        <source>Share of ground held out</source>
        <translation>验证集比例</translation>
    </message>
    <message>
        <source>Blocks of ground that are not trained on, but show the gain.</source>
        <translation>不参与训练、用来衡量提高程度的地块。</translation>
    </message>
    <message>
        <source>Side of a block in pixels</source>
        <translation>地块边长（像元）</translation>
    </message>
    <message>
        <source>Of the squares that are held out or not. Left empty: found from the labels.</source>
        <translation>整块留出或不留出的方格边长。留空：由标注确定。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>The same seed gives the same held-out ground and the same crops.</source>
        <translation>相同的种子得到相同的验证区和相同的裁块。</translation>
    </message>
    <message>
        <source>Labels are polygons or a raster: one of the two is needed.</source>
        <translation>标注为多边形或栅格：需要其中之一。</translation>
    </message>
    <message>
        <source>Give one of them.</source>
        <translation>请给出其中之一。</translation>
    </message>
    <message>
        <source>Nothing says which class the polygons are of.</source>
        <translation>没有说明这些多边形属于哪个类别。</translation>
    </message>
    <message>
        <source>Choose the class field, or map * to a class.</source>
        <translation>请选择类别字段，或把 * 对应到一个类别。</translation>
    </message>
    <message>
        <source>Choose a layer that has some, or select some.</source>
        <translation>请选择含有多边形的图层，或选中一些多边形。</translation>
    </message>
    <message>
        <source>Raster layers</source>
        <translation>栅格图层</translation>
    </message>
    <message>
        <source>Choose the raster whose pixels it labels.</source>
        <translation>请选择与其像元对应的栅格。</translation>
    </message>
    <message>
        <source>There is no polygon in &apos;{}&apos;.</source>
        <translation>“{}”中没有多边形。</translation>
    </message>
    <message>
        <source>One label raster cannot belong to {} rasters.</source>
        <translation>一个标注栅格不能属于 {} 个栅格。</translation>
    </message>
    <message>
        <source>The area cannot be brought to the layer&apos;s coordinate reference system.</source>
        <translation>该区域无法转换到图层的坐标参照系。</translation>
    </message>
    <message>
        <source>Choose an area that lies on the layer.</source>
        <translation>请选择位于图层上的区域。</translation>
    </message>
    <message>
        <source>auto: a GPU where there is one.</source>
        <translation>auto：有 GPU 则用 GPU。</translation>
    </message>
    <message>
        <source>The name of a model, or the path of a model folder.</source>
        <translation>模型名称，或模型文件夹的路径。</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>What Segment layer made, or any raster of one band with a whole number for each class.</source>
        <translation>“分割图层”生成的图层，或任何每个类别对应一个整数的单波段栅格。</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Clean up classes</source>
        <translation>整理分类结果</translation>
    </message>
    <message>
        <source>Merges classes, and removes small areas, holes and what is not sure.</source>
        <translation>合并类别，去除小图斑、孔洞和不确定的像元。</translation>
    </message>
    <message>
        <source>Makes a class layer tidy, in this order: pixels that are not sure enough become the class unsure, classes are merged, small holes are filled, small areas are given to their neighbours.

Rasters of any size; the result does not depend on how the raster is cut into strips.</source>
        <translation>按以下顺序整理分类图层：把握不够的像元归为 unsure 类，合并类别，填充小孔洞，把小图斑并入相邻类别。

栅格大小不限；结果与处理时如何分条无关。</translation>
    </message>
    <message>
        <source>sieve,clean,generalize,merge,reclassify,hole,majority,classification,land cover</source>
        <translation>筛除,整理,综合,合并,重分类,孔洞,众数,分类后处理,土地覆盖,sieve,clean,generalize,merge,reclassify</translation>
    </message>
    <message>
        <source>Confidence layer</source>
        <translation>置信度图层</translation>
    </message>
    <message>
        <source>What Segment layer made beside the classes. Only used with a least confidence.</source>
        <translation>“分割图层”与分类结果一同生成的图层。仅在给出最低置信度时使用。</translation>
    </message>
    <message>
        <source>Cleaned classes</source>
        <translation>整理后的分类</translation>
    </message>
    <message>
        <source>A GeoTIFF with the classes&apos; names and colours.</source>
        <translation>带有类别名称和颜色的 GeoTIFF。</translation>
    </message>
    <message>
        <source>Pixels changed</source>
        <translation>改变的像元数</translation>
    </message>
    <message>
        <source>Class areas before and after, as JSON</source>
        <translation>处理前后的地类面积（JSON）</translation>
    </message>
    <message>
        <source>The confidence layer is not used: the least confidence is 0.</source>
        <translation>未使用置信度图层：最低置信度为 0。</translation>
    </message>
    <message>
        <source>Cleaned: {}</source>
        <translation>已整理：{}</translation>
    </message>
    <message>
        <source>Refined confidence: {}</source>
        <translation>精化后的置信度：{}</translation>
    </message>
    <message>
        <source>Refined entropy: {}</source>
        <translation>精化后的熵：{}</translation>
    </message>
    <message>
        <source>Refine classes</source>
        <translation>精化分类边界</translation>
    </message>
    <message>
        <source>Fits class borders to the image, from saved probabilities, without the model.</source>
        <translation>不用模型，根据已保存的概率使类别边界贴合影像。</translation>
    </message>
    <message>
        <source>Takes the probabilities that Segment layer has saved and the image they were made from, and makes the class layer anew: a dense CRF, or a vote in superpixels, moves class borders to edges of the image; then classes are cleaned up. It takes a fraction of the time that the model takes, so it can be tried with several settings.</source>
        <translation>读取“分割图层”保存的概率和所用的影像，重新生成分类图层：由全连接条件随机场或超像素投票把类别边界移到影像的边缘，然后整理分类结果。耗时只是模型运行的一小部分，因此可以多试几组设置。</translation>
    </message>
    <message>
        <source>crf,conditional random field,edges,borders,superpixel,slic,smooth,classification</source>
        <translation>条件随机场,边缘,边界,超像素,平滑,分类,crf,conditional random field,superpixel,slic,smooth</translation>
    </message>
    <message>
        <source>What Segment layer has saved.</source>
        <translation>“分割图层”保存的概率。</translation>
    </message>
    <message>
        <source>Raster layer</source>
        <translation>栅格图层</translation>
    </message>
    <message>
        <source>The raster that was segmented.</source>
        <translation>被分割的栅格。</translation>
    </message>
    <message>
        <source>Refined classes</source>
        <translation>精化后的分类</translation>
    </message>
    <message>
        <source>The class of every pixel, as a GeoTIFF.</source>
        <translation>每个像元的类别，GeoTIFF 格式。</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>置信度</translation>
    </message>
    <message>
        <source>How sure the chosen class is after refining, in percent.</source>
        <translation>精化后对所选类别的把握程度，以百分比表示。</translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation>熵</translation>
    </message>
    <message>
        <source>How evenly the probability is spread after refining: 0 sure, 1 any class.</source>
        <translation>精化后概率的分散程度：0 为确定，1 为任何类别。</translation>
    </message>
    <message>
        <source>Refined probabilities</source>
        <translation>精化后的概率</translation>
    </message>
    <message>
        <source>The probability of every class after refining.</source>
        <translation>精化后每个类别的概率。</translation>
    </message>
    <message>
        <source>Class areas, as JSON</source>
        <translation>地类面积（JSON）</translation>
    </message>
    <message>
        <source>Device used</source>
        <translation>使用的设备</translation>
    </message>
    <message>
        <source>Refined: {}</source>
        <translation>已精化：{}</translation>
    </message>
    <message>
        <source>Refined probabilities: {}</source>
        <translation>精化后的概率：{}</translation>
    </message>
    <message>
        <source>Refine edges</source>
        <translation>精化边界</translation>
    </message>
    <message>
        <source>crf: dense CRF; slic: the majority in each superpixel, cheaper; none.</source>
        <translation>crf：全连接条件随机场；slic：每个超像素取多数类别，更省时；none：不精化。</translation>
    </message>
    <message>
        <source>Set of CRF parameters</source>
        <translation>条件随机场参数组</translation>
    </message>
    <message>
        <source>Made for a kind of imagery.</source>
        <translation>针对某类影像制定。</translation>
    </message>
    <message>
        <source>Other CRF parameters</source>
        <translation>其他条件随机场参数</translation>
    </message>
    <message>
        <source>NAME=VALUE, separated by spaces, such as theta_alpha_px=40 iterations=10.</source>
        <translation>NAME=VALUE，以空格分隔，例如 theta_alpha_px=40 iterations=10。</translation>
    </message>
    <message>
        <source>Side of a superpixel in pixels</source>
        <translation>超像素边长（像元）</translation>
    </message>
    <message>
        <source>About, for slic.</source>
        <translation>大致值，用于 slic。</translation>
    </message>
    <message>
        <source>Draw reference points</source>
        <translation>抽取参考点</translation>
    </message>
    <message>
        <source>Draws a stratified random sample of a class layer&apos;s pixels.</source>
        <translation>对分类图层的像元进行分层随机抽样。</translation>
    </message>
    <message>
        <source>Draws random points in each class of a class layer. Fill in their field class from imagery that shows the truth; Assess accuracy then tells how right the layer is, and estimates areas with confidence intervals after Olofsson et al. (2014).</source>
        <translation>在分类图层的每个类别中随机抽点。请根据能反映真实地物的影像填写其 class 字段；之后“精度评价”会给出该图层的正确程度，并按 Olofsson 等（2014）估计面积及其置信区间。</translation>
    </message>
    <message>
        <source>sample,random points,stratified,accuracy,validation,olofsson,reference,ground truth</source>
        <translation>抽样,随机点,分层抽样,精度,验证,参考,地面真值,sample,random points,stratified,accuracy,olofsson,ground truth</translation>
    </message>
    <message>
        <source>Number of points</source>
        <translation>点数</translation>
    </message>
    <message>
        <source>In all.</source>
        <translation>总数。</translation>
    </message>
    <message>
        <source>Allocation</source>
        <translation>样本分配</translation>
    </message>
    <message>
        <source>proportional to the classes&apos; pixels, equal, or neyman: more where errors are expected.</source>
        <translation>proportional：按各类别像元数；equal：均分；neyman：预期错误多处多抽。</translation>
    </message>
    <message>
        <source>Least points in a class</source>
        <translation>每类最少点数</translation>
    </message>
    <message>
        <source>Left empty: 50, or fewer where those would be most of all points.</source>
        <translation>留空：50；若因此占去大部分点，则更少。</translation>
    </message>
    <message>
        <source>Hide the map&apos;s class</source>
        <translation>隐藏地图类别</translation>
    </message>
    <message>
        <source>So that it does not sway the interpreter.</source>
        <translation>以免影响判读人员。</translation>
    </message>
    <message>
        <source>Reference points</source>
        <translation>参考点</translation>
    </message>
    <message>
        <source>A GeoPackage; its field class is to be filled in.</source>
        <translation>GeoPackage；其 class 字段有待填写。</translation>
    </message>
    <message>
        <source>Points by class, as JSON</source>
        <translation>各类别的点数（JSON）</translation>
    </message>
    <message>
        <source>Give such as 0.7.</source>
        <translation>例如填 0.7。</translation>
    </message>
    <message>
        <source>Expected accuracies</source>
        <translation>预期精度</translation>
    </message>
    <message>
        <source>For neyman: above 0 and below 1; 0.8 where none is given.</source>
        <translation>用于 neyman：大于 0 且小于 1；未给出时为 0.8。</translation>
    </message>
    <message>
        <source>The same seed draws the same points.</source>
        <translation>相同的种子抽取相同的点。</translation>
    </message>
    <message>
        <source>Reference points: {}</source>
        <translation>参考点：{}</translation>
    </message>
    <message>
        <source>User&apos;s accuracy</source>
        <translation>用户精度</translation>
    </message>
    <message>
        <source>&apos;{}&apos; is no number.</source>
        <translation>“{}”不是数字。</translation>
    </message>
    <message>
        <source>Segment layer</source>
        <translation>分割图层</translation>
    </message>
    <message>
        <source>Classifies every pixel of a raster with a deep-learning model.</source>
        <translation>用深度学习模型对栅格的每个像元分类。</translation>
    </message>
    <message>
        <source>Classifies every pixel of a raster of any size with a deep-learning model, and gives the result the model&apos;s class names and colours.

The model says which bands, values and ground resolution it is made for. Bands are found by what the raster says they show; values are stretched and pixels resampled where the raster differs much, unless the advanced parameters say otherwise.

A cancelled or failed run leaves no file.</source>
        <translation>用深度学习模型对任意大小栅格的每个像元进行分类（语义分割），结果带有模型的类别名称和颜色。

模型说明它适用于哪些波段、数值和地面分辨率。波段根据栅格自身的说明查找；当栅格与模型相差较大时，会拉伸数值、重采样像元，除非高级参数另有规定。

取消或失败的运行不会留下文件。</translation>
    </message>
    <message>
        <source>classify,classification,land cover,semantic segmentation,deep learning,neural network,orthophoto</source>
        <translation>分类,地物分类,土地覆盖,语义分割,深度学习,神经网络,正射影像,classify,segmentation,land cover,deep learning</translation>
    </message>
    <message>
        <source>Confidence of {}: {}</source>
        <translation>{} 的置信度：{}</translation>
    </message>
    <message>
        <source>Entropy of {}: {}</source>
        <translation>{} 的熵：{}</translation>
    </message>
    <message>
        <source>Probabilities of {}: {}</source>
        <translation>{} 的类别概率：{}</translation>
    </message>
    <message>
        <source>Left empty: as the model was made for.</source>
        <translation>留空：按模型的设计。</translation>
    </message>
    <message>
        <source>The raster to classify: a file, or a layer of tiles, a map server, a database or memory.</source>
        <translation>要分类的栅格：文件，或瓦片、地图服务、数据库、内存中的图层。</translation>
    </message>
    <message>
        <source>For example 4;3;2. Left empty, bands are found by what the raster says they show.</source>
        <translation>例如 4;3;2。留空则根据栅格自身的说明查找波段。</translation>
    </message>
    <message>
        <source>Left empty: the whole raster.</source>
        <translation>留空：整个栅格。</translation>
    </message>
    <message>
        <source>Polygons to classify</source>
        <translation>要分类的多边形</translation>
    </message>
    <message>
        <source>Pixels whose centre lies outside become no data, and are not computed.</source>
        <translation>中心在多边形以外的像元为无数据，不计算。</translation>
    </message>
    <message>
        <source>The class of every pixel, as a GeoTIFF; 255 is no data.</source>
        <translation>每个像元的类别，GeoTIFF 格式；255 为无数据。</translation>
    </message>
    <message>
        <source>How sure the model is of the class it chose, in percent.</source>
        <translation>模型对所选类别的把握程度，以百分比表示。</translation>
    </message>
    <message>
        <source>How evenly the probability is spread over the classes: 0 sure, 1 any class.</source>
        <translation>概率在各类别间的分散程度：0 为确定，1 为任何类别。</translation>
    </message>
    <message>
        <source>Probabilities</source>
        <translation>类别概率</translation>
    </message>
    <message>
        <source>The probability of every class, one band per class.</source>
        <translation>每个类别的概率，每类一个波段。</translation>
    </message>
    <message>
        <source>Ground resolution</source>
        <translation>地面分辨率</translation>
    </message>
    <message>
        <source>auto: the raster&apos;s pixels where the model is made for them, else the model&apos;s; native: the raster&apos;s; or metres.</source>
        <translation>auto：若模型适用则用栅格像元，否则用模型的分辨率；native：用栅格像元；或填米数。</translation>
    </message>
    <message>
        <source>Stretch of values</source>
        <translation>数值拉伸</translation>
    </message>
    <message>
        <source>auto: stretch where values do not fit the model; none; or LOW,HIGH of the raster&apos;s values.</source>
        <translation>auto：数值与模型不符时拉伸；none：不拉伸；或以栅格数值填 LOW,HIGH。</translation>
    </message>
    <message>
        <source>Tile side in pixels</source>
        <translation>分块边长（像元）</translation>
    </message>
    <message>
        <source>Overlap of tiles in pixels</source>
        <translation>分块重叠（像元）</translation>
    </message>
    <message>
        <source>Combining overlapping tiles</source>
        <translation>重叠分块的合并方式</translation>
    </message>
    <message>
        <source>model default: as the model was made for; crop: the middle of each tile; mean: the average; hann: an average weighted to the middle.</source>
        <translation>model default：按模型设定；crop：取各块中部；mean：平均；hann：向中部加权平均。</translation>
    </message>
    <message>
        <source>A little more accurate, and eight times the work.</source>
        <translation>精度略高，计算量为八倍。</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>数值精度</translation>
    </message>
    <message>
        <source>auto: the fastest that keeps the labels.</source>
        <translation>auto：保持分类结果不变的前提下最快的。</translation>
    </message>
    <message>
        <source>Runtime</source>
        <translation>运行库</translation>
    </message>
    <message>
        <source>auto: OpenVINO on a CPU where it is installed, else PyTorch.</source>
        <translation>auto：CPU 上若已安装 OpenVINO 则用之，否则用 PyTorch。</translation>
    </message>
    <message>
        <source>Most to fetch, in million pixels</source>
        <translation>下载上限（百万像元）</translation>
    </message>
    <message>
        <source>Of a layer that is no file and has to be copied first. Left empty: as in the settings.</source>
        <translation>针对须先复制的非文件图层。留空：按设置。</translation>
    </message>
    <message>
        <source>Tiles at once</source>
        <translation>同时处理的分块数</translation>
    </message>
    <message>
        <source>Left empty: found automatically.</source>
        <translation>留空：自动确定。</translation>
    </message>
    <message>
        <source>Data type of probabilities</source>
        <translation>概率的数据类型</translation>
    </message>
    <message>
        <source>uint8: steps of 1/250; float32: exact, four times as large.</source>
        <translation>uint8：以 1/250 为步长；float32：精确，大小为四倍。</translation>
    </message>
    <message>
        <source>Pixels classified</source>
        <translation>已分类像元数</translation>
    </message>
    <message>
        <source>Million pixels per second</source>
        <translation>每秒百万像元数</translation>
    </message>
    <message>
        <source>Tiles computed</source>
        <translation>已计算分块数</translation>
    </message>
    <message>
        <source>Tiles skipped</source>
        <translation>跳过的分块数</translation>
    </message>
    <message>
        <source>Runtime used</source>
        <translation>使用的运行库</translation>
    </message>
    <message>
        <source>Both an extent and polygons are given.</source>
        <translation>同时给出了范围和多边形。</translation>
    </message>
    <message>
        <source>For bands in files of their own, such as Sentinel-2&apos;s: files of the same ground.</source>
        <translation>用于波段分存于各文件的情况，如 Sentinel-2：同一地面的多个文件。</translation>
    </message>
    <message>
        <source>Bands for the model&apos;s bands, in their order</source>
        <translation>按模型波段顺序对应的波段</translation>
    </message>
    <message>
        <source>Extent to classify</source>
        <translation>要分类的范围</translation>
    </message>
    <message>
        <source>Layers whose bands follow</source>
        <translation>接续其波段的图层</translation>
    </message>
    <message>
        <source>a GeoTIFF</source>
        <translation>GeoTIFF</translation>
    </message>
    <message>
        <source>a GeoPackage</source>
        <translation>GeoPackage</translation>
    </message>
    <message>
        <source>a CSV file</source>
        <translation>CSV 文件</translation>
    </message>
    <message>
        <source>an HTML file</source>
        <translation>HTML 文件</translation>
    </message>
    <message>
        <source>a PNG picture</source>
        <translation>PNG 图片</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>请选择其他文件夹。</translation>
    </message>
    <message>
        <source>Such as lr=0.001 batch=4.</source>
        <translation>例如 lr=0.001 batch=4。</translation>
    </message>
    <message>
        <source>Fill in both cells.</source>
        <translation>请填写两个单元格。</translation>
    </message>
    <message>
        <source>Choose a layer that has features, or select some.</source>
        <translation>请选择含有要素的图层，或选中一些要素。</translation>
    </message>
    <message>
        <source>Save it as a GeoPackage, and give that.</source>
        <translation>请先存为 GeoPackage，再使用它。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; would not be {}.</source>
        <translation>“{}”将不是{}。</translation>
    </message>
    <message>
        <source>Give the output a name that ends in {}.</source>
        <translation>请使输出的名称以 {} 结尾。</translation>
    </message>
    <message>
        <source>The folder &apos;{}&apos; does not exist or cannot be written to.</source>
        <translation>文件夹“{}”不存在或不可写。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; is no pair NAME=VALUE.</source>
        <translation>“{}”不是 NAME=VALUE 形式。</translation>
    </message>
    <message>
        <source>A row of the table &apos;{}&apos; is not complete.</source>
        <translation>表格“{}”中有一行不完整。</translation>
    </message>
    <message>
        <source>There is nothing in &apos;{}&apos;.</source>
        <translation>“{}”中没有内容。</translation>
    </message>
    <message>
        <source>Give the output another name.</source>
        <translation>请为输出另取名称。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; cannot be copied: {}.</source>
        <translation>“{}”无法复制：{}。</translation>
    </message>
    <message>
        <source>The output &apos;{}&apos; is the input itself.</source>
        <translation>输出“{}”就是输入本身。</translation>
    </message>
    <message>
        <source>Classes to polygons</source>
        <translation>分类结果矢量化</translation>
    </message>
    <message>
        <source>Turns a class layer into polygons that share their borders.</source>
        <translation>把分类图层转为共享边界的多边形。</translation>
    </message>
    <message>
        <source>Makes a polygon of each connected area of a class, with number and name of the class, area on the ellipsoid, and mean confidence if that is given. Borders are simplified; neighbours keep the same border, without gaps or overlaps.

Rasters of any size. The GeoPackage keeps the classes&apos; colours.</source>
        <translation>为每个类别的每个连通区域生成一个多边形，带有类别编号和名称、椭球面积，以及给出置信度时的平均置信度。边界经过简化；相邻多边形保持相同的边界，没有缝隙和重叠。

栅格大小不限。GeoPackage 保留类别颜色。</translation>
    </message>
    <message>
        <source>vectorize,polygonize,polygons,raster to vector,simplify,topology,area,classification</source>
        <translation>矢量化,多边形,栅格转矢量,简化,拓扑,面积,分类,vectorize,polygonize,raster to vector,simplify</translation>
    </message>
    <message>
        <source>What Segment layer made beside the classes; for the polygons&apos; mean confidence.</source>
        <translation>“分割图层”与分类结果一同生成的图层；用于计算多边形的平均置信度。</translation>
    </message>
    <message>
        <source>Tolerance of simplifying in pixels</source>
        <translation>简化容差（像元）</translation>
    </message>
    <message>
        <source>0: borders follow the pixels. Left empty: 1, unless metres are given.</source>
        <translation>0：边界沿像元。留空：1，除非给出了米数。</translation>
    </message>
    <message>
        <source>Smaller polygons are left out. To give them to their neighbours, clean up the classes first.</source>
        <translation>更小的多边形会被舍去。若要把它们并入相邻类别，请先整理分类结果。</translation>
    </message>
    <message>
        <source>Names with commas between them. Left empty: all.</source>
        <translation>名称，以逗号分隔。留空：全部。</translation>
    </message>
    <message>
        <source>Class polygons</source>
        <translation>类别多边形</translation>
    </message>
    <message>
        <source>A GeoPackage with the fields class, name, area_m2 and confidence.</source>
        <translation>GeoPackage，含字段 class、name、area_m2 和 confidence。</translation>
    </message>
    <message>
        <source>Number of polygons</source>
        <translation>多边形数</translation>
    </message>
    <message>
        <source>Polygons that were too small</source>
        <translation>过小的多边形数</translation>
    </message>
    <message>
        <source>Tolerance of simplifying in metres</source>
        <translation>简化容差（米）</translation>
    </message>
    <message>
        <source>Instead of pixels.</source>
        <translation>代替像元。</translation>
    </message>
    <message>
        <source>Polygons: {}</source>
        <translation>多边形：{}</translation>
    </message>
    <message>
        <source>it said nothing</source>
        <translation>没有任何输出</translation>
    </message>
    <message>
        <source>Run again: it starts anew. If it fails once more, try the CPU. No map was written.</source>
        <translation>请再次运行：它会重新开始。若再次失败，请改用 CPU。没有写出地图。</translation>
    </message>
    <message>
        <source>The engine&apos;s process was ended from outside, most likely because the memory ran out.</source>
        <translation>引擎进程被外部终止，很可能是因为内存耗尽。</translation>
    </message>
    <message>
        <source>Close other programs, or choose smaller tiles, and run again. No map was written.</source>
        <translation>请关闭其他程序，或选用更小的分块，再次运行。没有写出地图。</translation>
    </message>
    <message>
        <source>Run again on the CPU, or update the graphics driver. No map was written.</source>
        <translation>请在 CPU 上再次运行，或更新显卡驱动。没有写出地图。</translation>
    </message>
    <message>
        <source>The engine&apos;s process crashed (code {}).</source>
        <translation>引擎进程崩溃（代码 {}）。</translation>
    </message>
    <message>
        <source>The engine&apos;s process ended unexpectedly (code {}): {}</source>
        <translation>引擎进程意外结束（代码 {}）：{}</translation>
    </message>
    <message>
        <source>The engine&apos;s process ended because the graphics card failed: {}</source>
        <translation>引擎进程因显卡故障而结束：{}</translation>
    </message>
    <message>
        <source>Click &apos;Set up&apos; in the RS Segmenter dock, or make a Python environment with the commands below.</source>
        <translation>请在 RS Segmenter 面板中单击“安装引擎”，或用下面的命令创建 Python 环境。</translation>
    </message>
    <message>
        <source>rasterio uses GDAL {} and QGIS uses {}; together they crash. Install the rasterio of your QGIS.</source>
        <translation>rasterio 使用 GDAL {}，而 QGIS 使用 {}；两者同时使用会崩溃。请安装与您的 QGIS 配套的 rasterio。</translation>
    </message>
    <message>
        <source>RS Segmenter computes with Python 3.10 or newer; this QGIS has an older one.</source>
        <translation>RS Segmenter 用 Python 3.10 或更高版本进行计算；此 QGIS 的 Python 较旧。</translation>
    </message>
    <message>
        <source>The rasterio in &apos;{}&apos; brings a GDAL of its own, which crashes QGIS. Remove it, and install the rasterio that is built for QGIS&apos;s GDAL.</source>
        <translation>“{}”中的 rasterio 自带 GDAL，会使 QGIS 崩溃。请将其移除，并安装针对 QGIS 的 GDAL 构建的 rasterio。</translation>
    </message>
    <message>
        <source>PyTorch or rasterio cannot be loaded: {}. Install them again.</source>
        <translation>无法加载 PyTorch 或 rasterio：{}。请重新安装。</translation>
    </message>
    <message>
        <source>Python packages are missing that RS Segmenter computes with: {}.</source>
        <translation>缺少 RS Segmenter 计算所需的 Python 软件包：{}。</translation>
    </message>
    <message>
        <source>PyTorch and rasterio cannot be tried before they are loaded: {}.</source>
        <translation>无法在加载前试用 PyTorch 和 rasterio：{}。</translation>
    </message>
    <message>
        <source>it crashed</source>
        <translation>它崩溃了</translation>
    </message>
    <message>
        <source>&apos;{}&apos; is no environment of Python {}.{}, which this QGIS has.</source>
        <translation>“{}”不是此 QGIS 所用 Python {}.{} 的环境。</translation>
    </message>
    <message>
        <source>The environment &apos;{}&apos; brings its own {}, which clashes with QGIS&apos;s.</source>
        <translation>环境“{}”自带 {}，与 QGIS 的冲突。</translation>
    </message>
    <message>
        <source>Last set-up:</source>
        <translation>上次安装：</translation>
    </message>
    <message>
        <source>Is it still there? Segment again with &apos;Also a confidence layer&apos;.</source>
        <translation>它还在吗？请勾选“同时输出置信度图层”后再次分割。</translation>
    </message>
    <message>
        <source>Choose a layer that has one, or make a new label layer.</source>
        <translation>请选择含有该字段的图层，或新建标注图层。</translation>
    </message>
    <message>
        <source>Its file or its format may be read-only. Choose another layer, or make a new label layer.</source>
        <translation>其文件或格式可能是只读的。请选择其他图层，或新建标注图层。</translation>
    </message>
    <message>
        <source>Choose a layer of polygons.</source>
        <translation>请选择多边形图层。</translation>
    </message>
    <message>
        <source>Check the CRS of both.</source>
        <translation>请检查两者的坐标参照系。</translation>
    </message>
    <message>
        <source>Label: {}</source>
        <translation>标注：{}</translation>
    </message>
    <message>
        <source>The file of the layer &apos;{}&apos; cannot be opened: {}.</source>
        <translation>图层“{}”的文件无法打开：{}。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; has no text field for the class.</source>
        <translation>“{}”没有用于类别的文本字段。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; cannot be edited.</source>
        <translation>“{}”无法编辑。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; takes no polygon.</source>
        <translation>“{}”无法写入多边形。</translation>
    </message>
    <message>
        <source>The polygon cannot be brought to the CRS of &apos;{}&apos;.</source>
        <translation>该多边形无法转换到“{}”的坐标参照系。</translation>
    </message>
    <message>
        <source>in QGIS it would clash</source>
        <translation>在 QGIS 中运行会冲突</translation>
    </message>
    <message>
        <source>so it is set</source>
        <translation>设置如此</translation>
    </message>
    <message>
        <source>QGIS&apos;s Python is too old for it</source>
        <translation>QGIS 的 Python 对它来说太旧</translation>
    </message>
    <message>
        <source>The engine is not set up yet.</source>
        <translation>引擎尚未安装。</translation>
    </message>
    <message>
        <source>The engine runs in QGIS, whose Python has all that it needs.</source>
        <translation>引擎在 QGIS 中运行，其 Python 具备所需的一切。</translation>
    </message>
    <message>
        <source>The engine runs in a process of its own: {}.</source>
        <translation>引擎在独立进程中运行：{}。</translation>
    </message>
    <message>
        <source>QGIS has no {}</source>
        <translation>QGIS 没有 {}</translation>
    </message>
    <message>
        <source>&apos;{}&apos; is no Python environment.</source>
        <translation>“{}”不是 Python 环境。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; lacks Python packages: {}.</source>
        <translation>“{}”缺少 Python 软件包：{}。</translation>
    </message>
    <message>
        <source>The engine cannot run in QGIS: {}</source>
        <translation>引擎无法在 QGIS 中运行：{}</translation>
    </message>
    <message>
        <source> (best so far)</source>
        <translation>（迄今最好）</translation>
    </message>
    <message>
        <source>Step {}: mean IoU {}{}; {}</source>
        <translation>第 {} 步：平均交并比 {}{}；{}</translation>
    </message>
    <message>
        <source>The Python of this QGIS cannot be found, so no process of its own can be started.</source>
        <translation>找不到此 QGIS 的 Python，因此无法启动独立进程。</translation>
    </message>
    <message>
        <source>The engine cannot be started: {}.</source>
        <translation>无法启动引擎：{}。</translation>
    </message>
    <message>
        <source>Cancelled; no map was written.</source>
        <translation>已取消；没有写出地图。</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>There are {:.1f} GB free on the disk of &apos;{}&apos;, and {:.1f} GB are needed for a while.</source>
        <translation>“{1}”所在磁盘剩余 {0:.1f} GB，安装期间需要 {2:.1f} GB。</translation>
    </message>
    <message>
        <source>Free some space, or move the folder with RS_SEGMENTER_ENVIRONMENTS, then try again.</source>
        <translation>请释放一些空间，或用 RS_SEGMENTER_ENVIRONMENTS 换一个文件夹，然后重试。</translation>
    </message>
    <message>
        <source>Making an empty environment</source>
        <translation>正在创建空环境</translation>
    </message>
    <message>
        <source>Connect to the network, so that one can be fetched, or choose one with &apos;Use this Python&apos;.</source>
        <translation>请连接网络以便下载，或用“使用此 Python”选择一个。</translation>
    </message>
    <message>
        <source>Trying the engine</source>
        <translation>正在试用引擎</translation>
    </message>
    <message>
        <source>Getting the installer uv</source>
        <translation>正在获取安装程序 uv</translation>
    </message>
    <message>
        <source>Installer: {}</source>
        <translation>安装程序：{}</translation>
    </message>
    <message>
        <source>The engine needs Python {}, which this QGIS does not have.</source>
        <translation>引擎需要 Python {}，此 QGIS 没有。</translation>
    </message>
    <message>
        <source>Looking for packages</source>
        <translation>正在查找软件包</translation>
    </message>
    <message>
        <source>Another QGIS is setting up or removing the engine.</source>
        <translation>另一个 QGIS 正在安装或移除引擎。</translation>
    </message>
    <message>
        <source>Wait until it is done, then try again.</source>
        <translation>请等它完成后重试。</translation>
    </message>
    <message>
        <source>The log tells more; copy it into a report.</source>
        <translation>日志中有更多信息；请复制到报告中。</translation>
    </message>
    <message>
        <source>The disk is full.</source>
        <translation>磁盘已满。</translation>
    </message>
    <message>
        <source>The proxy wants a user name and a password.</source>
        <translation>代理服务器要求用户名和密码。</translation>
    </message>
    <message>
        <source>Enter them in QGIS: Settings &gt; Options &gt; Network, then try again.</source>
        <translation>请在 QGIS 的“设置 &gt; 选项 &gt; 网络”中填写，然后重试。</translation>
    </message>
    <message>
        <source>The proxy does not answer.</source>
        <translation>代理服务器没有响应。</translation>
    </message>
    <message>
        <source>Check the proxy in QGIS: Settings &gt; Options &gt; Network.</source>
        <translation>请在 QGIS 的“设置 &gt; 选项 &gt; 网络”中检查代理设置。</translation>
    </message>
    <message>
        <source>The server&apos;s certificate is not trusted; a company&apos;s proxy may be in between.</source>
        <translation>服务器证书不受信任；可能经过了公司的代理服务器。</translation>
    </message>
    <message>
        <source>Add your company&apos;s certificate in QGIS: Settings &gt; Options &gt; Authentication &gt; Manage Certificates.</source>
        <translation>请在 QGIS 的“设置 &gt; 选项 &gt; 认证 &gt; 管理证书”中添加公司的证书。</translation>
    </message>
    <message>
        <source>A security program of this computer does not let it run.</source>
        <translation>本机的安全软件不允许其运行。</translation>
    </message>
    <message>
        <source>Ask your administrator to allow the folder shown above, or choose a Python that is allowed.</source>
        <translation>请让管理员允许上面所示的文件夹，或选择被允许的 Python。</translation>
    </message>
    <message>
        <source>The Microsoft Visual C++ Redistributable is missing or too old.</source>
        <translation>Microsoft Visual C++ Redistributable 缺失或过旧。</translation>
    </message>
    <message>
        <source>Install it from aka.ms/vs/17/release/vc_redist.x64.exe, then try again.</source>
        <translation>请从 aka.ms/vs/17/release/vc_redist.x64.exe 安装，然后重试。</translation>
    </message>
    <message>
        <source>A path is longer than Windows takes.</source>
        <translation>路径超过了 Windows 允许的长度。</translation>
    </message>
    <message>
        <source>This system is too old for the packages: they need glibc 2.28 or macOS 14.</source>
        <translation>此系统对软件包来说太旧：需要 glibc 2.28 或 macOS 14。</translation>
    </message>
    <message>
        <source>Use a newer system, or choose a Python of your own with PyTorch in it.</source>
        <translation>请使用更新的系统，或选择您自己的装有 PyTorch 的 Python。</translation>
    </message>
    <message>
        <source>A Python for the engine cannot be downloaded.</source>
        <translation>无法下载引擎所需的 Python。</translation>
    </message>
    <message>
        <source>Allow github.com, or install Python 3.12 from python.org and choose it with &apos;Use this Python&apos;.</source>
        <translation>请允许访问 github.com，或从 python.org 安装 Python 3.12 并用“使用此 Python”选择它。</translation>
    </message>
    <message>
        <source>The folder of wheels does not hold all packages for this Python.</source>
        <translation>wheel 文件夹中没有此 Python 所需的全部软件包。</translation>
    </message>
    <message>
        <source>Download them again on a computer like this one, with the command in the guide.</source>
        <translation>请在与本机相同的计算机上，用指南中的命令重新下载。</translation>
    </message>
    <message>
        <source>There is no such package for this Python and system.</source>
        <translation>没有适用于此 Python 和系统的软件包。</translation>
    </message>
    <message>
        <source>What came from the network is not what was published.</source>
        <translation>从网络收到的内容与发布的不一致。</translation>
    </message>
    <message>
        <source>Try again; if it stays so, a proxy changes files: ask your administrator.</source>
        <translation>请重试；若仍如此，是代理服务器改动了文件：请咨询管理员。</translation>
    </message>
    <message>
        <source>The server with the packages cannot be reached.</source>
        <translation>无法连接软件包服务器。</translation>
    </message>
    <message>
        <source>Check the connection and try again: what is downloaded stays. Or install from a folder of wheels.</source>
        <translation>请检查网络连接后重试：已下载的内容会保留。也可从 wheel 文件夹安装。</translation>
    </message>
    <message>
        <source>A file cannot be written: the folder is protected, or an antivirus program holds it.</source>
        <translation>无法写入文件：文件夹受保护，或被杀毒软件占用。</translation>
    </message>
    <message>
        <source>Allow the folder shown above there, or choose another with RS_SEGMENTER_ENVIRONMENTS; then try again.</source>
        <translation>请在杀毒软件中允许上面所示的文件夹，或用 RS_SEGMENTER_ENVIRONMENTS 另选一个；然后重试。</translation>
    </message>
    <message>
        <source>QGIS&apos;s Python can make no environment: parts of it are not installed.</source>
        <translation>QGIS 的 Python 无法创建环境：其中一部分未安装。</translation>
    </message>
    <message>
        <source>On Debian and Ubuntu: sudo apt install python3-venv. Elsewhere choose a Python of your own.</source>
        <translation>在 Debian 和 Ubuntu 上：sudo apt install python3-venv。其他系统请选择您自己的 Python。</translation>
    </message>
    <message>
        <source>There was not enough memory.</source>
        <translation>内存不足。</translation>
    </message>
    <message>
        <source>Close other programs and try again.</source>
        <translation>请关闭其他程序后重试。</translation>
    </message>
    <message>
        <source>It failed: {}.</source>
        <translation>失败：{}。</translation>
    </message>
    <message>
        <source>Choose another device build, or a Python from {} to {}.</source>
        <translation>请选择其他设备版本，或 {} 至 {} 的 Python。</translation>
    </message>
    <message>
        <source>Installing</source>
        <translation>正在安装</translation>
    </message>
    <message>
        <source>Downloading {} ({:.0f} MB)</source>
        <translation>正在下载 {}（{:.0f} MB）</translation>
    </message>
    <message>
        <source>Draw a rectangle on the map first.</source>
        <translation>请先在地图上绘制矩形。</translation>
    </message>
    <message>
        <source>Whole layer</source>
        <translation>整个图层</translation>
    </message>
    <message>
        <source>What the map shows</source>
        <translation>地图显示的范围</translation>
    </message>
    <message>
        <source>A rectangle drawn on the map</source>
        <translation>在地图上绘制的矩形</translation>
    </message>
    <message>
        <source>Polygons of a layer</source>
        <translation>图层中的多边形</translation>
    </message>
    <message>
        <source>There is no polygon layer in the project.</source>
        <translation>工程中没有多边形图层。</translation>
    </message>
    <message>
        <source>No polygon of &apos;{}&apos; is selected.</source>
        <translation>“{}”中没有选中的多边形。</translation>
    </message>
    <message>
        <source>Add bands of other layers</source>
        <translation>添加其他图层的波段</translation>
    </message>
    <message>
        <source>Layers of the same ground, such as the other bands of a satellite scene.</source>
        <translation>同一地面的图层，例如一景卫星影像的其他波段。</translation>
    </message>
    <message>
        <source>Choose a layer and a model first.</source>
        <translation>请先选择图层和模型。</translation>
    </message>
    <message>
        <source>The layer&apos;s colour table gives red, green and blue.</source>
        <translation>图层的颜色表提供红、绿、蓝。</translation>
    </message>
    <message>
        <source>The layer&apos;s band that shows: {}</source>
        <translation>图层中表示以下内容的波段：{}</translation>
    </message>
    <message>
        <source>Cannot run</source>
        <translation>无法运行</translation>
    </message>
    <message>
        <source>May be wrong</source>
        <translation>可能有误</translation>
    </message>
    <message>
        <source>A class of the start model, a new name, or ignore: these polygons then tell nothing</source>
        <translation>起始模型的类别、新名称，或 ignore：这些多边形将不提供信息</translation>
    </message>
    <message>
        <source>Colour of the class in maps</source>
        <translation>类别在地图中的颜色</translation>
    </message>
    <message>
        <source>(all)</source>
        <translation>（全部）</translation>
    </message>
    <message>
        <source>Both maps are on the map, in one group</source>
        <translation>两幅分类图已添加到地图的同一个组中</translation>
    </message>
    <message>
        <source>Compare models</source>
        <translation>对比模型</translation>
    </message>
    <message>
        <source>One of the two maps was removed.</source>
        <translation>两幅分类图之一已被移除。</translation>
    </message>
    <message>
        <source>Classes over the raster:</source>
        <translation>叠加在栅格上的类别：</translation>
    </message>
    <message>
        <source>Segmenting what the map shows with {}</source>
        <translation>正在用 {} 分割地图显示的范围</translation>
    </message>
    <message>
        <source>The comparison was cancelled.</source>
        <translation>对比已取消。</translation>
    </message>
    <message>
        <source>{} and {}</source>
        <translation>{} 和 {}</translation>
    </message>
    <message>
        <source>Large areas take long, and servers have rules about how much one may fetch.</source>
        <translation>大面积耗时很长，服务器对可下载的数量也有规定。</translation>
    </message>
    <message>
        <source>{:,} tiles</source>
        <translation>{:,} 个瓦片</translation>
    </message>
    <message>
        <source>{:,} pictures</source>
        <translation>{:,} 幅图片</translation>
    </message>
    <message>
        <source>{:,} × {:,} pixels</source>
        <translation>{:,} × {:,} 像元</translation>
    </message>
    <message>
        <source>QGIS fetches {} from the server first: {}, up to {:,.0f} MB.</source>
        <translation>QGIS 先从服务器获取 {}：{}，最多 {:,.0f} MB。</translation>
    </message>
    <message>
        <source>{} of {:.2g} m</source>
        <translation>{}，每个 {:.2g} m</translation>
    </message>
    <message>
        <source>QGIS copies the layer first: {}, up to {:,.0f} MB.</source>
        <translation>QGIS 先复制图层：{}，最多 {:,.0f} MB。</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>IoU on held-out ground</source>
        <translation>验证区交并比</translation>
    </message>
    <message>
        <source>step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>training loss</source>
        <translation>训练损失</translation>
    </message>
    <message>
        <source>loss on held-out ground</source>
        <translation>验证区损失</translation>
    </message>
    <message>
        <source>step {:,}</source>
        <translation>第 {:,} 步</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>The new model is trained, and chosen for the next map.</source>
        <translation>新模型已训练完成，并已选用于下一幅地图。</translation>
    </message>
    <message>
        <source>Layer and model fit.</source>
        <translation>图层与模型相符。</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>正在启动</translation>
    </message>
    <message>
        <source>RS Segmenter</source>
        <translation>RS Segmenter</translation>
    </message>
    <message>
        <source>The class layer is on the map.</source>
        <translation>分类图层已添加到地图。</translation>
    </message>
    <message>
        <source>only the middle of the map; zoom in for all of it</source>
        <translation>仅地图中部；放大地图可预览全部范围</translation>
    </message>
    <message>
        <source>what the map shows</source>
        <translation>地图显示的范围</translation>
    </message>
    <message>
        <source>Failed; no map was written.</source>
        <translation>失败；没有写出地图。</translation>
    </message>
    <message>
        <source>Cancelling</source>
        <translation>正在取消</translation>
    </message>
    <message>
        <source>There is no preview.</source>
        <translation>没有预览。</translation>
    </message>
    <message>
        <source>Done in {:.1f} s</source>
        <translation>已完成，用时 {:.1f} 秒</translation>
    </message>
    <message>
        <source>Written: {}</source>
        <translation>已写入：{}</translation>
    </message>
    <message>
        <source>Preview in {:.1f} s: {}</source>
        <translation>预览用时 {:.1f} 秒：{}</translation>
    </message>
    <message>
        <source>a new one at the first click</source>
        <translation>第一次单击时新建</translation>
    </message>
    <message>
        <source>{} of {}: {}</source>
        <translation>{}/{}：{}</translation>
    </message>
    <message>
        <source>{}, perhaps {}</source>
        <translation>{}，也可能是{}</translation>
    </message>
    <message>
        <source>{:,.0f} m²</source>
        <translation>{:,.0f} m²</translation>
    </message>
    <message>
        <source>doubt {:.0f} %</source>
        <translation>不确定度 {:.0f} %</translation>
    </message>
    <message>
        <source>The map&apos;s CRS does not reach this place; choose another one.</source>
        <translation>地图的坐标参照系不含此处；请另选一个。</translation>
    </message>
    <message>
        <source>The outlined ground is {}</source>
        <translation>所圈地块为{}</translation>
    </message>
    <message>
        <source>Tick &apos;Also a confidence layer&apos; or &apos;Also an entropy layer&apos; before a run: they show where to look.</source>
        <translation>请在运行前勾选“同时输出置信度图层”或“同时输出熵图层”：它们指明应检查哪里。</translation>
    </message>
    <message>
        <source>The confidence or entropy layer to look for doubt in</source>
        <translation>用于查找存疑位置的置信度或熵图层</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>No place is doubtful: the map is sure everywhere.</source>
        <translation>没有存疑位置：地图处处确定。</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>已取消。</translation>
    </message>
    <message>
        <source>Where was the model least sure? Look there first.</source>
        <translation>模型在哪里最没有把握？请先看那里。</translation>
    </message>
    <message>
        <source>There is no raster layer in the project.</source>
        <translation>工程中没有栅格图层。</translation>
    </message>
    <message>
        <source>Add one to begin.</source>
        <translation>请先添加一个。</translation>
    </message>
    <message>
        <source>Install them with pip in the environment of RS Segmenter.</source>
        <translation>请用 pip 把它们安装到 RS Segmenter 的环境中。</translation>
    </message>
    <message>
        <source>No raster is chosen.</source>
        <translation>没有选择栅格。</translation>
    </message>
    <message>
        <source>There is no model to start from.</source>
        <translation>没有可作为起点的模型。</translation>
    </message>
    <message>
        <source>The rasters have different numbers of bands.</source>
        <translation>各栅格的波段数不同。</translation>
    </message>
    <message>
        <source>The new model would know only one class.</source>
        <translation>新模型将只认识一个类别。</translation>
    </message>
    <message>
        <source>Name a second class, or keep the start model&apos;s other classes.</source>
        <translation>请再命名一个类别，或保留起始模型的其他类别。</translation>
    </message>
    <message>
        <source>The new model has no name.</source>
        <translation>新模型没有名称。</translation>
    </message>
    <message>
        <source>New label layer…</source>
        <translation>新建标注图层…</translation>
    </message>
    <message>
        <source>Keep these classes</source>
        <translation>保留这些类别</translation>
    </message>
    <message>
        <source>Train on the raster&apos;s bands</source>
        <translation>用栅格的波段训练</translation>
    </message>
    <message>
        <source>Python packages are missing that training needs: {}.</source>
        <translation>缺少训练所需的 Python 软件包：{}。</translation>
    </message>
    <message>
        <source>Make a label layer and digitise what you see.</source>
        <translation>请新建标注图层，并把看到的地物数字化。</translation>
    </message>
    <message>
        <source>Choose a model folder in the first tab.</source>
        <translation>请在第一个选项卡中选择模型文件夹。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; is no whole model any more: {} is missing.</source>
        <translation>“{}”不再是完整的模型：缺少 {}。</translation>
    </message>
    <message>
        <source>Put it back, or start from another model.</source>
        <translation>请放回该文件，或改用其他起始模型。</translation>
    </message>
    <message>
        <source>The labels are being counted.</source>
        <translation>正在统计标注。</translation>
    </message>
    <message>
        <source>Train on the model&apos;s bands, or on one of them.</source>
        <translation>请用模型的波段训练，或只用其中一个。</translation>
    </message>
    <message>
        <source>Give it one of two or more of A-Z, 0-9, _ and -.</source>
        <translation>请取两个以上字符的名称，可用 A-Z、0-9、_ 和 -。</translation>
    </message>
    <message>
        <source>There is already a model &apos;{}&apos;.</source>
        <translation>模型“{}”已存在。</translation>
    </message>
    <message>
        <source>Give the new one another name.</source>
        <translation>请为新模型另取名称。</translation>
    </message>
    <message>
        <source>A training of &apos;{}&apos; was interrupted.</source>
        <translation>“{}”的一次训练曾被中断。</translation>
    </message>
    <message>
        <source>Resume or discard it, or choose another name.</source>
        <translation>请继续或放弃它，或另取名称。</translation>
    </message>
    <message>
        <source>Models cannot be written to &apos;{}&apos;.</source>
        <translation>模型无法写入“{}”。</translation>
    </message>
    <message>
        <source>The new model will not know {}, which have no labels.</source>
        <translation>新模型将不认识没有标注的 {}。</translation>
    </message>
    <message>
        <source>Keep them if maps should still show them.</source>
        <translation>若地图仍应显示它们，请保留。</translation>
    </message>
    <message>
        <source>choose</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>Rasters, labels and model fit.</source>
        <translation>栅格、标注与模型相符。</translation>
    </message>
    <message>
        <source>New label layer</source>
        <translation>新建标注图层</translation>
    </message>
    <message>
        <source>GeoPackage (*.gpkg)</source>
        <translation>GeoPackage (*.gpkg)</translation>
    </message>
    <message>
        <source>No comparison</source>
        <translation>没有对比结果</translation>
    </message>
    <message>
        <source>The labels cannot be written: {}.</source>
        <translation>标注无法写入：{}。</translation>
    </message>
    <message>
        <source>The run &apos;{}&apos; cannot be read: {}.</source>
        <translation>运行“{}”无法读取：{}。</translation>
    </message>
    <message>
        <source>Choose a model folder</source>
        <translation>选择模型文件夹</translation>
    </message>
    <message>
        <source>No model at hand: choose a model folder.</source>
        <translation>没有可用的模型：请选择模型文件夹。</translation>
    </message>
    <message>
        <source>{:g} to {:g} m, best {:g} m</source>
        <translation>{:g} 至 {:g} m，最佳 {:g} m</translation>
    </message>
    <message>
        <source>Needs the class probabilities: tick &apos;Also a layer of class probabilities&apos; before the run</source>
        <translation>需要类别概率：请在运行前勾选“同时输出类别概率图层”</translation>
    </message>
    <message>
        <source>as the model</source>
        <translation>与模型相同</translation>
    </message>
    <message>
        <source>GeoTIFF (*.tif *.tiff)</source>
        <translation>GeoTIFF (*.tif *.tiff)</translation>
    </message>
    <message>
        <source>[Create temporary file]</source>
        <translation>[创建临时文件]</translation>
    </message>
    <message>
        <source>Zoom to it.</source>
        <translation>请缩放到该图层。</translation>
    </message>
    <message>
        <source>The map does not show &apos;{}&apos;, so there is nothing to preview.</source>
        <translation>地图没有显示“{}”，因此无可预览。</translation>
    </message>
    <message>
        <source>Preview: {}</source>
        <translation>预览：{}</translation>
    </message>
    <message>
        <source>Many labels</source>
        <translation>标注很多</translation>
    </message>
    <message>
        <source>Some polygons</source>
        <translation>有一些多边形</translation>
    </message>
    <message>
        <source>Very few polygons</source>
        <translation>多边形很少</translation>
    </message>
    <message>
        <source>Minutes; careful with what the start model knows</source>
        <translation>数分钟；谨慎保留起始模型所学</translation>
    </message>
    <message>
        <source>Only the part that decides between classes learns</source>
        <translation>只训练区分类别的那部分网络</translation>
    </message>
    <message>
        <source>Hours without a GPU: the whole network learns, at many places</source>
        <translation>没有 GPU 时需数小时：整个网络在许多位置上学习</translation>
    </message>
    <message>
        <source>tells nothing</source>
        <translation>不提供信息</translation>
    </message>
    <message>
        <source>none of the labelled classes</source>
        <translation>不属于任何已标注类别</translation>
    </message>
    <message>
        <source>the model&apos;s ({})</source>
        <translation>模型的（{}）</translation>
    </message>
    <message>
        <source>all {} of the raster</source>
        <translation>栅格的全部 {} 个</translation>
    </message>
    <message>
        <source>is {}</source>
        <translation>是 {}</translation>
    </message>
    <message>
        <source>As published: {}</source>
        <translation>按论文发表：{}</translation>
    </message>
    <message>
        <source>Dense CRF</source>
        <translation>全连接条件随机场</translation>
    </message>
    <message>
        <source>Superpixel vote</source>
        <translation>超像素投票</translation>
    </message>
    <message>
        <source>Without the Python package numba, the dense CRF takes about twice as long.</source>
        <translation>没有 Python 软件包 numba 时，全连接条件随机场耗时约为两倍。</translation>
    </message>
    <message>
        <source>The superpixel vote needs the Python package scikit-image.</source>
        <translation>超像素投票需要 Python 软件包 scikit-image。</translation>
    </message>
    <message>
        <source>To install, run this command in a terminal, then restart QGIS.</source>
        <translation>要安装，请在终端中运行此命令，然后重启 QGIS。</translation>
    </message>
    <message>
        <source>Use bands repeatedly</source>
        <translation>重复使用波段</translation>
    </message>
    <message>
        <source>Set bands</source>
        <translation>指定波段</translation>
    </message>
    <message>
        <source>Stretch values</source>
        <translation>拉伸数值</translation>
    </message>
    <message>
        <source>Fix the range</source>
        <translation>固定值域</translation>
    </message>
    <message>
        <source>Keep the layer&apos;s pixels</source>
        <translation>保留图层像元</translation>
    </message>
    <message>
        <source>Only what the map shows</source>
        <translation>仅地图显示的范围</translation>
    </message>
    <message>
        <source>Fetch it nevertheless</source>
        <translation>仍然获取</translation>
    </message>
    <message>
        <source>Zoom to the layer</source>
        <translation>缩放到图层</translation>
    </message>
    <message>
        <source>Use the CPU</source>
        <translation>使用 CPU</translation>
    </message>
    <message>
        <source>Use tiles of {} pixels</source>
        <translation>使用 {} 像元的分块</translation>
    </message>
    <message>
        <source>Resample to {:g} m</source>
        <translation>重采样到 {:g} m</translation>
    </message>
    <message>
        <source>Class areas appear here when a run is done.</source>
        <translation>运行完成后，地类面积显示在这里。</translation>
    </message>
    <message>
        <source>Copy table</source>
        <translation>复制表格</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>面积</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>占比</translation>
    </message>
    <message>
        <source>{model}: {pixels:,} pixels in {seconds:.1f} s ({speed:.2f} Mpx/s) on {device} ({runtime})</source>
        <translation>{model}：{pixels:,} 像元，用时 {seconds:.1f} 秒（{speed:.2f} Mpx/s），{device}（{runtime}）</translation>
    </message>
    <message>
        <source>{:,} px</source>
        <translation>{:,} 像元</translation>
    </message>
    <message>
        <source>{:,.2f} ha</source>
        <translation>{:,.2f} 公顷</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stopping: the best model so far is being scored</source>
        <translation>正在停止：正在评价迄今最好的模型</translation>
    </message>
    <message>
        <source>End now</source>
        <translation>立即结束</translation>
    </message>
    <message>
        <source>Without a model; the training can be resumed</source>
        <translation>不保存模型；训练可以继续</translation>
    </message>
    <message>
        <source>new</source>
        <translation>新</translation>
    </message>
    <message>
        <source>start model</source>
        <translation>起始模型</translation>
    </message>
    <message>
        <source>The training has failed: {}</source>
        <translation>训练失败：{}</translation>
    </message>
    <message>
        <source>Training {}</source>
        <translation>正在训练 {}</translation>
    </message>
    <message>
        <source>Failed; there is no new model.</source>
        <translation>失败；没有新模型。</translation>
    </message>
    <message>
        <source>Stopped; there is no new model.</source>
        <translation>已停止；没有新模型。</translation>
    </message>
    <message>
        <source>Done: {:,} steps in {:.0f} s</source>
        <translation>已完成：{:,} 步，用时 {:.0f} 秒</translation>
    </message>
    <message>
        <source>Step {:,} of {:,}, {}</source>
        <translation>第 {:,} 步，共 {:,} 步，{}</translation>
    </message>
    <message>
        <source>in QGIS where it can, else in a process of its own</source>
        <translation>可行时在 QGIS 中，否则在独立进程中</translation>
    </message>
    <message>
        <source>in QGIS only</source>
        <translation>仅在 QGIS 中</translation>
    </message>
    <message>
        <source>in a process of its own</source>
        <translation>在独立进程中</translation>
    </message>
    <message>
        <source>{:.1f} GB to download ({} min at 50 Mbit/s), {:.1f} GB on disk; {:.0f} GB free</source>
        <translation>下载 {:.1f} GB（50 Mbit/s 约 {} 分钟），占用 {:.1f} GB；剩余 {:.0f} GB</translation>
    </message>
    <message>
        <source>every computer (CPU)</source>
        <translation>任何计算机（CPU）</translation>
    </message>
    <message>
        <source>NVIDIA GPUs from Turing on, driver 580 or newer (CUDA 13)</source>
        <translation>Turing 及以后的 NVIDIA GPU，驱动 580 或更新（CUDA 13）</translation>
    </message>
    <message>
        <source>older NVIDIA GPUs, driver 525 or newer (CUDA 12.6)</source>
        <translation>较旧的 NVIDIA GPU，驱动 525 或更新（CUDA 12.6）</translation>
    </message>
    <message>
        <source>Apple silicon (GPU and CPU)</source>
        <translation>Apple 芯片（GPU 和 CPU）</translation>
    </message>
    <message>
        <source>PyTorch is not built for this kind of computer ({}); choose a Python that has one.</source>
        <translation>PyTorch 没有适用于此类计算机（{}）的版本；请选择已装有它的 Python。</translation>
    </message>
    <message>
        <source>The engine is set up.</source>
        <translation>引擎已安装。</translation>
    </message>
    <message>
        <source>Removed.</source>
        <translation>已移除。</translation>
    </message>
    <message>
        <source>The diagnostics are in the clipboard.</source>
        <translation>诊断信息已复制到剪贴板。</translation>
    </message>
    <message>
        <source>Working</source>
        <translation>正在处理</translation>
    </message>
    <message>
        <source>Choose the folder of wheels</source>
        <translation>选择 wheel 文件夹</translation>
    </message>
    <message>
        <source>Choose the folder of a Python with the packages</source>
        <translation>选择装有软件包的 Python 所在文件夹</translation>
    </message>
    <message>
        <source>It was set up by another version of the plugin; &apos;Set up&apos; brings it up to date.</source>
        <translation>它由插件的另一个版本安装；“安装引擎”可将其更新。</translation>
    </message>
    <message>
        <source>Cancelled; what was downloaded stays for the next time.</source>
        <translation>已取消；已下载的内容留待下次使用。</translation>
    </message>
    <message>
        <source>Remove what was installed in &apos;{}&apos;, and forget a chosen Python?</source>
        <translation>要移除安装在“{}”中的内容，并不再使用所选的 Python 吗？</translation>
    </message>
    <message>
        <source>The engine runs with &apos;{}&apos;.</source>
        <translation>引擎使用“{}”运行。</translation>
    </message>
    <message>
        <source>{} – best here</source>
        <translation>{} – 最适合本机</translation>
    </message>
    <message>
        <source>Unfinished trainings</source>
        <translation>未完成的训练</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Go on where it stopped; the result is as if it had not</source>
        <translation>从停止处继续；结果与未中断时相同</translation>
    </message>
    <message>
        <source>Discard…</source>
        <translation>放弃…</translation>
    </message>
    <message>
        <source>Delete its checkpoints</source>
        <translation>删除其检查点</translation>
    </message>
    <message>
        <source>Discard training</source>
        <translation>放弃训练</translation>
    </message>
    <message>
        <source>Delete the checkpoints of &apos;{}&apos;? It cannot be gone on with then.</source>
        <translation>要删除“{}”的检查点吗？删除后无法继续。</translation>
    </message>
    <message>
        <source>{}: step {:,} of {:,}</source>
        <translation>{}：第 {:,} 步，共 {:,} 步</translation>
    </message>
    <message>
        <source>&apos;{}&apos; cannot be deleted: {}.</source>
        <translation>“{}”无法删除：{}。</translation>
    </message>
    <message>
        <source>Write the right CRS into the file (Raster &gt; Projections &gt; Assign Projection).</source>
        <translation>请把正确的坐标参照系写入文件（栅格 &gt; 投影 &gt; 指定投影）。</translation>
    </message>
    <message>
        <source>All labels are of one class, &apos;{}&apos;: there is nothing to tell it from.</source>
        <translation>所有标注都属于“{}”一个类别：没有可与之区分的类别。</translation>
    </message>
    <message>
        <source>Label something else too, or say under Advanced what unlabelled ground is.</source>
        <translation>请再标注其他地物，或在“高级”中说明未标注的地面是什么。</translation>
    </message>
    <message>
        <source>Digitise a few of every class, in several places.</source>
        <translation>请在多处为每个类别数字化几个多边形。</translation>
    </message>
    <message>
        <source>Fewer than {} polygons: {}. Some ground is held out to measure the gain.</source>
        <translation>少于 {} 个多边形：{}。一部分地面会留出，用来衡量提高程度。</translation>
    </message>
    <message>
        <source>Add polygons of these classes in other places.</source>
        <translation>请在其他地方添加这些类别的多边形。</translation>
    </message>
    <message>
        <source>{} of {} polygons of &apos;{}&apos; lie outside the rasters.</source>
        <translation>{1} 个多边形中有 {0} 个（“{2}”）位于栅格以外。</translation>
    </message>
    <message>
        <source>They are left out. If they should lie inside, check the CRS.</source>
        <translation>它们不参与训练。若应位于栅格内，请检查坐标参照系。</translation>
    </message>
    <message>
        <source>Choose the field that holds the class, or say under Advanced what unlabelled ground is.</source>
        <translation>请选择存放类别的字段，或在“高级”中说明未标注的地面是什么。</translation>
    </message>
    <message>
        <source>Check that both show the same place and have the right CRS.</source>
        <translation>请检查两者是否为同一地方，坐标参照系是否正确。</translation>
    </message>
    <message>
        <source>Choose the field that holds the class, or fill it in.</source>
        <translation>请选择存放类别的字段，或填写该字段。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; holds no polygons yet.</source>
        <translation>“{}”还没有多边形。</translation>
    </message>
    <message>
        <source>{} without geometry</source>
        <translation>{} 个没有几何图形</translation>
    </message>
    <message>
        <source>{} without a class</source>
        <translation>{} 个没有类别</translation>
    </message>
    <message>
        <source>{} smaller than a pixel</source>
        <translation>{} 个小于一个像元</translation>
    </message>
    <message>
        <source>&apos;{}&apos; is shown in {}, but its file says {}.</source>
        <translation>“{}”以 {} 显示，但其文件记为 {}。</translation>
    </message>
    <message>
        <source>The field &apos;{}&apos; of &apos;{}&apos; holds {} different values.</source>
        <translation>“{1}”的字段“{0}”有 {2} 个不同的值。</translation>
    </message>
    <message>
        <source>Choose the field that holds the class.</source>
        <translation>请选择存放类别的字段。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; has no CRS; its coordinates are taken for the raster&apos;s.</source>
        <translation>“{}”没有坐标参照系；其坐标按栅格的坐标参照系处理。</translation>
    </message>
    <message>
        <source>Set the layer&apos;s CRS if that is wrong.</source>
        <translation>若不对，请设置图层的坐标参照系。</translation>
    </message>
    <message>
        <source>None of the {} polygons of &apos;{}&apos; lies in the raster.</source>
        <translation>“{1}”的 {0} 个多边形都不在栅格内。</translation>
    </message>
    <message>
        <source>None of the {} polygons of &apos;{}&apos; has a class.</source>
        <translation>“{1}”的 {0} 个多边形都没有类别。</translation>
    </message>
    <message>
        <source>Fewer than {:,} pixels: {}.</source>
        <translation>少于 {:,} 像元：{}。</translation>
    </message>
    <message>
        <source>More polygons of these classes will help.</source>
        <translation>为这些类别多画一些多边形会有帮助。</translation>
    </message>
    <message>
        <source>Left out of &apos;{}&apos;: {}.</source>
        <translation>“{}”中未采用的：{}。</translation>
    </message>
    <message>
        <source>Choose another folder, or make room on that disk.</source>
        <translation>请选择其他文件夹，或在该磁盘上腾出空间。</translation>
    </message>
    <message>
        <source>to be filled in</source>
        <translation>待填写</translation>
    </message>
    <message>
        <source>The labels cannot be written to &apos;{}&apos;: {}.</source>
        <translation>标注无法写入“{}”：{}。</translation>
    </message>
    <message>
        <source>A polygon of &apos;{}&apos; cannot be brought to the raster&apos;s CRS.</source>
        <translation>“{}”的一个多边形无法转换到栅格的坐标参照系。</translation>
    </message>
    <message>
        <source>Is it still there?</source>
        <translation>它还在吗？</translation>
    </message>
    <message>
        <source>pictures of a server, as large as they are asked for</source>
        <translation>服务器的图片，大小按请求而定</translation>
    </message>
    <message>
        <source>pixel size unknown</source>
        <translation>像元大小未知</translation>
    </message>
    <message>
        <source>1 band</source>
        <translation>1 个波段</translation>
    </message>
    <message>
        <source>Repair its source, or remove it and load it again.</source>
        <translation>请修复其数据源，或移除后重新加载。</translation>
    </message>
    <message>
        <source>Export it to a GeoTIFF first: right-click the layer &gt; Export &gt; Save As, with the area and resolution you need.</source>
        <translation>请先导出为 GeoTIFF：右键单击图层 &gt; 导出 &gt; 另存为，选择所需区域和分辨率。</translation>
    </message>
    <message>
        <source>{:.3g} m pixels</source>
        <translation>{:.3g} m 像元</translation>
    </message>
    <message>
        <source>{} bands</source>
        <translation>{} 个波段</translation>
    </message>
    <message>
        <source>The layer &apos;{}&apos; cannot be read.</source>
        <translation>图层“{}”无法读取。</translation>
    </message>
    <message>
        <source>The layer &apos;{}&apos; is no file but comes from a service ({}).</source>
        <translation>图层“{}”不是文件，而是来自服务（{}）。</translation>
    </message>
    <message>
        <source>Show or hide RS Segmenter: land-cover maps from raster layers</source>
        <translation>显示或隐藏 RS Segmenter：由栅格图层生成土地覆盖图</translation>
    </message>
    <message>
        <source>&apos;{}&apos; would have to be copied first, with {}; the limit is {:,.0f} million pixels.</source>
        <translation>“{}”须先复制，共 {}；上限为 {:,.0f} 百万像元。</translation>
    </message>
    <message>
        <source>Choose an area: what the map shows, a rectangle, or polygons.</source>
        <translation>请选择区域：地图显示的范围、矩形或多边形。</translation>
    </message>
    <message>
        <source>Choose a smaller area, a coarser ground resolution, or raise the limit in the options.</source>
        <translation>请选择更小的区域、更粗的地面分辨率，或在选项中提高上限。</translation>
    </message>
    <message>
        <source>Choose an area on the layer.</source>
        <translation>请选择图层上的区域。</translation>
    </message>
    <message>
        <source>Give the layer its coordinate reference system.</source>
        <translation>请为图层指定坐标参照系。</translation>
    </message>
    <message>
        <source>The area lies outside of &apos;{}&apos;.</source>
        <translation>区域位于“{}”之外。</translation>
    </message>
    <message>
        <source>Nothing says how large the pixels of &apos;{}&apos; are on the ground.</source>
        <translation>不知道“{}”的像元在地面上有多大。</translation>
    </message>
    <message>
        <source>Try again later, or choose an area that the server covers. Nothing was classified.</source>
        <translation>请稍后重试，或选择服务器覆盖的区域。没有进行分类。</translation>
    </message>
    <message>
        <source>Export it to a GeoTIFF with real numbers.</source>
        <translation>请导出为实数值的 GeoTIFF。</translation>
    </message>
    <message>
        <source>Fetching &apos;{}&apos;: {}, {}</source>
        <translation>正在获取“{}”：{}，{}</translation>
    </message>
    <message>
        <source>Copying &apos;{}&apos;: {}</source>
        <translation>正在复制“{}”：{}</translation>
    </message>
    <message>
        <source>A part of &apos;{}&apos; did not come, near {}: {}.</source>
        <translation>“{}”的一部分未能获取，在 {} 附近：{}。</translation>
    </message>
    <message>
        <source>it cannot be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>The copy of &apos;{}&apos; cannot be written to &apos;{}&apos;.</source>
        <translation>“{}”的副本无法写入“{}”。</translation>
    </message>
    <message>
        <source>It takes up to {:,.0f} MB: make room there.</source>
        <translation>最多需要 {:,.0f} MB：请腾出空间。</translation>
    </message>
    <message>
        <source>Pixels of &apos;{}&apos; are of a type that no model reads: {}.</source>
        <translation>“{}”的像元类型没有模型能读取：{}。</translation>
    </message>
    <message>
        <source>HTTP {}</source>
        <translation>HTTP {}</translation>
    </message>
    <message>
        <source>The run failed; see the log.</source>
        <translation>运行失败；请查看日志。</translation>
    </message>
    <message>
        <source>The result &apos;{}&apos; was written but cannot be loaded.</source>
        <translation>结果“{}”已写入，但无法加载。</translation>
    </message>
    <message>
        <source>Waiting until another run is over</source>
        <translation>正在等待另一次运行结束</translation>
    </message>
    <message>
        <source>Starting the engine</source>
        <translation>正在启动引擎</translation>
    </message>
    <message>
        <source>Set it up again.</source>
        <translation>请重新安装。</translation>
    </message>
    <message>
        <source>the polygons</source>
        <translation>这些多边形</translation>
    </message>
    <message>
        <source>Export it to a GeoTIFF first, and choose that.</source>
        <translation>请先导出为 GeoTIFF，再选择它。</translation>
    </message>
    <message>
        <source>Write it into the file: Raster &gt; Projections &gt; Assign Projection.</source>
        <translation>请将其写入文件：栅格 &gt; 投影 &gt; 指定投影。</translation>
    </message>
    <message>
        <source>Export it to a GeoPackage, and choose that.</source>
        <translation>请导出为 GeoPackage，再选择它。</translation>
    </message>
    <message>
        <source>Export them to a GeoPackage, and choose that.</source>
        <translation>请将它们导出为 GeoPackage，再选择它。</translation>
    </message>
    <message>
        <source>Export it to a GeoPackage of its own, and choose that.</source>
        <translation>请单独导出为一个 GeoPackage，再选择它。</translation>
    </message>
    <message>
        <source>Command Prompt</source>
        <translation>命令提示符</translation>
    </message>
    <message>
        <source>PowerShell</source>
        <translation>PowerShell</translation>
    </message>
    <message>
        <source>The layer &apos;{}&apos; is no file, so no command can name it.</source>
        <translation>图层“{}”不是文件，因此命令无法指定它。</translation>
    </message>
    <message>
        <source>The CRS of the layer &apos;{}&apos; was set in QGIS; its file has another one or none.</source>
        <translation>图层“{}”的坐标参照系是在 QGIS 中设置的；其文件的坐标参照系不同或没有。</translation>
    </message>
    <message>
        <source>&apos;{}&apos; is not saved in a file, so no command can name it.</source>
        <translation>“{}”没有存为文件，因此命令无法指定它。</translation>
    </message>
    <message>
        <source>No command can name the selected polygons of &apos;{}&apos;.</source>
        <translation>命令无法指定“{}”中选中的多边形。</translation>
    </message>
    <message>
        <source>rs-segmenter reads all polygons of a file&apos;s first layer; &apos;{}&apos; is something else.</source>
        <translation>rs-segmenter 读取文件第一个图层的全部多边形；“{}”不是这种情况。</translation>
    </message>
    <message>
        <source>Runs the algorithm of the toolbox without QGIS&apos;s window</source>
        <translation>不打开 QGIS 窗口，运行工具箱中的算法</translation>
    </message>
    <message>
        <source>Runs the engine without QGIS, here or on another computer</source>
        <translation>不用 QGIS 运行引擎，在本机或另一台计算机上</translation>
    </message>
    <message>
        <source>Choose a raster layer first.</source>
        <translation>请先选择栅格图层。</translation>
    </message>
    <message>
        <source>The {} command is on the clipboard.</source>
        <translation>{} 命令已复制到剪贴板。</translation>
    </message>
    <message>
        <source>Copy as {} command</source>
        <translation>复制为 {} 命令</translation>
    </message>
    <message>
        <source>Help on this tab, in the browser; the arrow: the run as a command, and settings</source>
        <translation>在浏览器中查看此选项卡的帮助；箭头：把运行复制为命令，以及设置</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>设置…</translation>
    </message>
    <message>
        <source>Segmented by RS Segmenter {} with {} {} (weights {}): {}</source>
        <translation>由 RS Segmenter {} 用 {} {}（权重 {}）分割：{}</translation>
    </message>
    <message>
        <source>rs-segmenter {}, version {}: {}</source>
        <translation>rs-segmenter {}，版本 {}：{}</translation>
    </message>
    <message>
        <source>Model: {} {}, SHA-256 of its weights {}.</source>
        <translation>模型：{} {}，其权重的 SHA-256 为 {}。</translation>
    </message>
    <message>
        <source>Made with RS Segmenter {}.</source>
        <translation>由 RS Segmenter {} 生成。</translation>
    </message>
    <message>
        <source>Cleaned up: {}</source>
        <translation>已整理：{}</translation>
    </message>
    <message>
        <source>Imagery: {}</source>
        <translation>影像：{}</translation>
    </message>
    <message>
        <source>Made from: {}</source>
        <translation>生成自：{}</translation>
    </message>
    <message>
        <source>Choose a shorter folder with RS_SEGMENTER_ENVIRONMENTS, such as C:\rs.</source>
        <translation>请用 RS_SEGMENTER_ENVIRONMENTS 选一个更短的文件夹，例如 C:\rs。</translation>
    </message>
    <message>
        <source>Nothing can be trained yet; above the button stands why.</source>
        <translation>现在还不能训练；原因见按钮上方。</translation>
    </message>
    <message>
        <source>The job</source>
        <translation>作业</translation>
    </message>
    <message>
        <source>Journal</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Any file (*.*)</source>
        <translation>任意文件 (*.*)</translation>
    </message>
    <message>
        <source>Finished rows are noted in this file until the map is written. A run that finds it, left by one that died or was cancelled, goes on from there.</source>
        <translation>在地图写完之前，已完成的行会记录在此文件中。若上一次运行中断或被取消而留下此文件，再次运行时将从该处继续。</translation>
    </message>
    <message>
        <source>system</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>Python of QGIS</source>
        <translation>QGIS 的 Python</translation>
    </message>
    <message>
        <source>engine</source>
        <translation>引擎</translation>
    </message>
    <message>
        <source>setting</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>set-up</source>
        <translation>安装</translation>
    </message>
    <message>
        <source>none found to start a process with</source>
        <translation>找不到可用来启动进程的 Python</translation>
    </message>
    <message>
        <source>{} at {}, prefix {}</source>
        <translation>{}，位于 {}，前缀 {}</translation>
    </message>
    <message>
        <source>{}, environment &apos;{}&apos;</source>
        <translation>{}，环境“{}”</translation>
    </message>
    <message>
        <source>engine&apos;s process</source>
        <translation>引擎的进程</translation>
    </message>
    <message>
        <source>not there</source>
        <translation>不存在</translation>
    </message>
    <message>
        <source>code {}: {}</source>
        <translation>代码 {}：{}</translation>
    </message>
    <message>
        <source>What fits and what does not</source>
        <translation>检查结果</translation>
    </message>
    <message>
        <source>What was found before the run, the worst first</source>
        <translation>运行前的检查结果，最严重的排在最前</translation>
    </message>
    <message>
        <source>Which class the polygons of each label show, and how many there are</source>
        <translation>每种标注的多边形代表哪个类别，以及各有多少</translation>
    </message>
    <message>
        <source>How strongly the classes cover the raster</source>
        <translation>类别盖在栅格上的不透明程度</translation>
    </message>
    <message>
        <source>Search in the background; a second click cancels</source>
        <translation>在后台查找；再点一次即取消</translation>
    </message>
    <message>
        <source>Going on keeps its layer, model, area and files, and takes tiles and device as chosen now.</source>
        <translation>继续时保留原来的图层、模型、区域和文件，瓦片和设备按当前的选择。</translation>
    </message>
    <message>
        <source>{:.0f} % of the last map is finished and kept.</source>
        <translation>上一张地图的 {:.0f} % 已完成并保留。</translation>
    </message>
    <message>
        <source>Show or hide what belongs to &apos;{}&apos;</source>
        <translation>显示或隐藏“{}”的内容</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>What each class covers</source>
        <translation>每个类别的面积</translation>
    </message>
    <message>
        <source>To the clipboard, for a spreadsheet</source>
        <translation>复制到剪贴板，可粘贴到电子表格</translation>
    </message>
    <message>
        <source>Trainings that were interrupted, the newest first</source>
        <translation>被中断的训练，最新的排在最前</translation>
    </message>
    <message>
        <source>Next doubtful place</source>
        <translation>下一个存疑位置</translation>
    </message>
    <message>
        <source>Zoom to the doubtful place that follows</source>
        <translation>缩放到下一个存疑位置</translation>
    </message>
    <message>
        <source>RS Segmenter was upgraded while this QGIS runs.</source>
        <translation>在此 QGIS 运行期间，RS Segmenter 已被升级。</translation>
    </message>
    <message>
        <source>Restart QGIS, or switch the plugin off and on in the plugin manager.</source>
        <translation>请重新启动 QGIS，或在插件管理器中停用后再启用该插件。</translation>
    </message>
    <message>
        <source>Add a raster layer that is a file, and tick it. Of tiles, maps, databases or memory make one: right-click the layer &gt; Export &gt; Save As.</source>
        <translation>请添加一个文件形式的栅格图层并勾选它。瓦片、地图服务、数据库或内存中的图层，请先制成文件：右键单击图层 &gt; 导出 &gt; 另存为。</translation>
    </message>
    <message>
        <source>There is already a file &apos;{}&apos;: give the labels another name.</source>
        <translation>文件“{}”已存在：请为标签另取一个名称。</translation>
    </message>
    <message>
        <source>All polygons of &apos;{}&apos; are smaller than a pixel.</source>
        <translation>“{}”的所有多边形都小于一个像元。</translation>
    </message>
    <message>
        <source>Draw larger polygons, or use a finer raster.</source>
        <translation>请绘制更大的多边形，或使用更精细的栅格。</translation>
    </message>
    <message>
        <source>Go on with it (RESUME), delete that folder, or choose another for the new model.</source>
        <translation>请继续该运行（RESUME）、删除该文件夹，或为新模型另选文件夹。</translation>
    </message>
    <message>
        <source>An interrupted run lies in &apos;{}&apos;.</source>
        <translation>“{}”中有一次中断的运行。</translation>
    </message>
    <message>
        <source>A program of the set-up was ended from outside, most likely because the memory ran out.</source>
        <translation>安装过程中的一个程序被外部终止，很可能是因为内存耗尽。</translation>
    </message>
    <message>
        <source>That was the last place: fine-tune with these labels, then map again.</source>
        <translation>这是最后一处：请用这些标注进行微调，然后重新制图。</translation>
    </message>
    <message>
        <source>Download the raster, or export it to a GeoTIFF, and choose that.</source>
        <translation>请下载该栅格，或将其导出为 GeoTIFF，然后选择它。</translation>
    </message>
    <message>
        <source>A password or key is part of the address &apos;{}&apos;, and a command can be read by others.</source>
        <translation>地址“{}”中含有密码或密钥，而命令可能被他人看到。</translation>
    </message>
    <message>
        <source>{} opens files only, and &apos;{}&apos; is a part of one, or in a database.</source>
        <translation>{} 只能打开文件，而“{}”是文件的一部分或位于数据库中。</translation>
    </message>
    <message>
        <source>Copy the command of {} instead.</source>
        <translation>请改为复制 {} 的命令。</translation>
    </message>
    <message>
        <source>The layer &apos;{}&apos; is no file that others can open: it lies in QGIS&apos;s memory, or QGIS logs in for it.</source>
        <translation>图层“{}”不是其他程序可以打开的文件：它位于 QGIS 的内存中，或由 QGIS 登录后读取。</translation>
    </message>
    <message>
        <source>Make it writable, or choose another folder for models in the settings.</source>
        <translation>请将其设为可写，或在设置中选择另一个模型文件夹。</translation>
    </message>
    <message>
        <source>one that QGIS does not know, such as whole numbers of 64 bits</source>
        <translation>QGIS 不识别的类型，例如 64 位整数</translation>
    </message>
    <message>
        <source>complex numbers</source>
        <translation>复数</translation>
    </message>
    <message>
        <source>1 tile</source>
        <translation>1 个瓦片</translation>
    </message>
    <message>
        <source>1 picture</source>
        <translation>1 幅图片</translation>
    </message>
    <message>
        <source>Bands of the new model</source>
        <translation>新模型的波段</translation>
    </message>
    <message>
        <source>What they show, in their order, such as red,green,blue,nir: the model&apos;s first layer is adapted. Left empty: the start model&apos;s.</source>
        <translation>按顺序说明各波段内容，例如 red,green,blue,nir：模型的第一层会随之调整。留空：与起始模型相同。</translation>
    </message>
    <message>
        <source>Choose a raster layer, or make one of it first: Processing toolbox &gt; Rasterize.</source>
        <translation>请选择栅格图层，或先将其转为栅格：处理工具箱 &gt; 栅格化。</translation>
    </message>
    <message>
        <source>The layer &apos;{}&apos; is no raster.</source>
        <translation>图层“{}”不是栅格。</translation>
    </message>
    <message>
        <source>no answer in time</source>
        <translation>未及时应答</translation>
    </message>
</context>
<context>
    <name>RecipePanel</name>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>How often the network is corrected; it also ends when it no longer gains</source>
        <translation>网络修正多少次；不再提高时也会提前结束</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>How far each step goes; smaller is steadier and slower</source>
        <translation>每步改动多大；越小越稳、越慢</translation>
    </message>
    <message>
        <source>Samples per step</source>
        <translation>每步样本数</translation>
    </message>
    <message>
        <source>Crops of the raster that each step learns from</source>
        <translation>每步学习所用的栅格裁块数</translation>
    </message>
    <message>
        <source>Crop</source>
        <translation>裁块</translation>
    </message>
    <message>
        <source>Side of a crop; larger shows more surroundings and takes more memory</source>
        <translation>裁块边长；越大，看到的周围环境越多，占内存越多</translation>
    </message>
    <message>
        <source> px</source>
        <translation> 像元</translation>
    </message>
    <message>
        <source>Keep the encoder as it is</source>
        <translation>编码器保持不变</translation>
    </message>
    <message>
        <source>Only the part that decides between classes learns; for very few polygons</source>
        <translation>只训练区分类别的那部分网络；适用于多边形很少的情况</translation>
    </message>
    <message>
        <source>Held out</source>
        <translation>验证比例</translation>
    </message>
    <message>
        <source>Share of the labelled ground that is not trained on but shows the gain</source>
        <translation>已标注地面中不参与训练、用来衡量提高程度的比例</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>Unlabelled ground</source>
        <translation>未标注的地面</translation>
    </message>
    <message>
        <source>What the ground outside the polygons is</source>
        <translation>多边形以外的地面是什么</translation>
    </message>
    <message>
        <source>only within</source>
        <translation>仅在此范围内</translation>
    </message>
    <message>
        <source>Polygons within which everything is labelled; beyond them unlabelled ground tells nothing</source>
        <translation>这些多边形以内全部已标注；以外的未标注地面不提供信息</translation>
    </message>
    <message>
        <source>Bands</source>
        <translation>波段</translation>
    </message>
    <message>
        <source>Which bands the new model reads</source>
        <translation>新模型读取哪些波段</translation>
    </message>
    <message>
        <source>Self-training</source>
        <translation>自训练</translation>
    </message>
    <message>
        <source>Rounds in which the surest parts of the model&apos;s own map become labels</source>
        <translation>把模型自身地图中最确定的部分作为标注再训练的轮数</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>auto: a GPU where there is one; or cpu, cuda, cuda:1, mps</source>
        <translation>auto：有 GPU 则用 GPU；也可填 cpu、cuda、cuda:1、mps</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>The same seed gives the same crops and the same held-out ground</source>
        <translation>相同的种子得到相同的裁块和相同的验证区</translation>
    </message>
</context>
<context>
    <name>RefinePanel</name>
    <message>
        <source>Refine edges</source>
        <translation>精化边界</translation>
    </message>
    <message>
        <source>Moves class borders to the edges that the image shows, and removes specks. Takes longer: some seconds for each million pixels. Try it with Preview first.</source>
        <translation>使类别边界贴合影像中的边缘，并去除碎斑。耗时更长：每百万像元若干秒。请先用“预览”试一试。</translation>
    </message>
    <message>
        <source>Copy it into a terminal</source>
        <translation>复制到终端中运行</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>高级</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Dense CRF: follows edges most closely; superpixel vote: cuts the image into small pieces of one colour, and each becomes the class of most of its pixels</source>
        <translation>全连接条件随机场：最贴合边缘；超像素投票：把影像切成颜色均一的小块，每块取其多数像元的类别</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Numbers that belong together; aerial: measured on aerial images, the others: as published for photographs</source>
        <translation>成组的数值；aerial：由航空影像测定，其余：按照片应用中发表的数值</translation>
    </message>
    <message>
        <source>Weight of the image</source>
        <translation>影像权重</translation>
    </message>
    <message>
        <source>How much pixels of like colour pull each other into one class</source>
        <translation>颜色相近的像元彼此拉向同一类别的强度</translation>
    </message>
    <message>
        <source>Reach</source>
        <translation>作用范围</translation>
    </message>
    <message>
        <source>How far away such pixels may be; more takes more time</source>
        <translation>这类像元最远可相距多远；越大越耗时</translation>
    </message>
    <message>
        <source> px</source>
        <translation> 像元</translation>
    </message>
    <message>
        <source>Colour tolerance</source>
        <translation>颜色容差</translation>
    </message>
    <message>
        <source>What counts as like colour, in standard deviations of the bands; more smooths over weak edges</source>
        <translation>颜色相差多少算相近，以波段标准差为单位；越大，弱边缘越易被平滑</translation>
    </message>
    <message>
        <source>Weight of neighbours</source>
        <translation>邻域权重</translation>
    </message>
    <message>
        <source>How much neighbouring pixels pull each other into one class, whatever their colour</source>
        <translation>相邻像元不论颜色、彼此拉向同一类别的强度</translation>
    </message>
    <message>
        <source>Neighbourhood</source>
        <translation>邻域</translation>
    </message>
    <message>
        <source>How far neighbours reach; more removes larger specks</source>
        <translation>邻域有多远；越大，能去除的碎斑越大</translation>
    </message>
    <message>
        <source>Rounds</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>How often all pixels are balanced against each other; each takes as long as the last</source>
        <translation>所有像元相互平衡的次数；每轮耗时相同</translation>
    </message>
    <message>
        <source>Superpixel</source>
        <translation>超像素</translation>
    </message>
    <message>
        <source>About the side of a piece; larger removes larger specks and narrow things</source>
        <translation>每块的大致边长；越大，去除的碎斑和细窄地物越大</translation>
    </message>
</context>
<context>
    <name>Report</name>
    <message>
        <source>% of the zone&apos;s classified area</source>
        <translation>占分区已分类面积的百分比</translation>
    </message>
    <message>
        <source>hectares</source>
        <translation>公顷</translation>
    </message>
    <message>
        <source>pixels</source>
        <translation>像元</translation>
    </message>
    <message>
        <source>nothing classified here</source>
        <translation>此处没有已分类的像元</translation>
    </message>
    <message>
        <source>% of the zone&apos;s classified area; {} of {} zones</source>
        <translation>占分区已分类面积的百分比；{1} 个分区中的 {0} 个</translation>
    </message>
    <message>
        <source>{:,.2f} ha</source>
        <translation>{:,.2f} 公顷</translation>
    </message>
    <message>
        <source>{:,} px</source>
        <translation>{:,} 像元</translation>
    </message>
    <message>
        <source>Overall accuracy {} of the area (95 % confidence).</source>
        <translation>总体精度：面积的 {}（95 % 置信水平）。</translation>
    </message>
    <message>
        <source>other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>{:.1f} % of the {:,} {} are mapped right; mean IoU {:.3f}.</source>
        <translation>{1:,} 个{2}中有 {0:.1f} % 分类正确；平均交并比 {3:.3f}。</translation>
    </message>
    <message>
        <source>Best at {} (IoU {:.3f}), weakest at {} (IoU {:.3f}).</source>
        <translation>最好的是 {}（交并比 {:.3f}），最差的是 {}（交并比 {:.3f}）。</translation>
    </message>
    <message>
        <source>overall accuracy</source>
        <translation>总体精度</translation>
    </message>
    <message>
        <source>mean IoU</source>
        <translation>平均交并比</translation>
    </message>
    <message>
        <source>mean F1</source>
        <translation>平均 F1</translation>
    </message>
    <message>
        <source>kappa</source>
        <translation>Kappa 系数</translation>
    </message>
    <message>
        <source>area in {}: dot = estimate with 95 % confidence interval, diamond = as mapped</source>
        <translation>面积（{}）：圆点 = 估计值及 95 % 置信区间，菱形 = 图上面积</translation>
    </message>
    <message>
        <source>{:.1f} % of the {:,} {} are mapped right.</source>
        <translation>{1:,} 个{2}中有 {0:.1f} % 分类正确。</translation>
    </message>
    <message>
        <source>Reference and map</source>
        <translation>参考与分类图</translation>
    </message>
    <message>
        <source>Accuracy of {}</source>
        <translation>{} 的精度</translation>
    </message>
    <message>
        <source>is in truth</source>
        <translation>真实类别</translation>
    </message>
    <message>
        <source>mapped as (% of the row, {} below)</source>
        <translation>分类为（占行的百分比，下方为{}数）</translation>
    </message>
    <message>
        <source>ok</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>缺少</translation>
    </message>
    <message>
        <source>note</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>cache</source>
        <translation>缓存</translation>
    </message>
    <message>
        <source>models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>{} on {}</source>
        <translation>{}（栅格 {}）</translation>
    </message>
    <message>
        <source>polygons</source>
        <translation>多边形</translation>
    </message>
    <message>
        <source>name and version</source>
        <translation>名称和版本</translation>
    </message>
    <message>
        <source>architecture</source>
        <translation>网络结构</translation>
    </message>
    <message>
        <source>weights, SHA-256</source>
        <translation>权重的 SHA-256</translation>
    </message>
    <message>
        <source>trained on</source>
        <translation>训练数据</translation>
    </message>
    <message>
        <source>licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>ground resolution, stretch</source>
        <translation>地面分辨率、拉伸</translation>
    </message>
    <message>
        <source>averaged over flips and turns</source>
        <translation>对翻转和旋转取平均</translation>
    </message>
    <message>
        <source>device, runtime</source>
        <translation>设备、运行时</translation>
    </message>
    <message>
        <source>versions</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>none of the annotated classes</source>
        <translation>不属于任何已标注类别</translation>
    </message>
    <message>
        <source>split</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>Evaluated on {} with RS Segmenter {}</source>
        <translation>{} 由 RS Segmenter {} 评估</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>labels: {}</source>
        <translation>标注：{}</translation>
    </message>
    <message>
        <source>licence not given</source>
        <translation>未给出许可证</translation>
    </message>
    <message>
        <source>recipe</source>
        <translation>训练方案</translation>
    </message>
    <message>
        <source>steps done</source>
        <translation>已完成步数</translation>
    </message>
    <message>
        <source>weights of step</source>
        <translation>权重所属步数</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>started from</source>
        <translation>起始模型</translation>
    </message>
    <message>
        <source>parameters</source>
        <translation>参数数量</translation>
    </message>
    <message>
        <source>random weights</source>
        <translation>随机权重</translation>
    </message>
    <message>
        <source>Trained on {} with RS Segmenter {}</source>
        <translation>{} 由 RS Segmenter {} 训练</translation>
    </message>
    <message>
        <source>Lineage</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Recipe and run</source>
        <translation>训练方案与运行</translation>
    </message>
    <message>
        <source>right pixels against the start model (percentage points)</source>
        <translation>与起始模型相比的正确像元（百分点）</translation>
    </message>
    <message>
        <source>wrong pixels (%)</source>
        <translation>错误像元（%）</translation>
    </message>
    <message>
        <source>image</source>
        <translation>影像</translation>
    </message>
    <message>
        <source>labels</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>right and wrong</source>
        <translation>正确与错误</translation>
    </message>
    <message>
        <source>new model</source>
        <translation>新模型</translation>
    </message>
    <message>
        <source>model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>start model</source>
        <translation>起始模型</translation>
    </message>
    <message>
        <source>right</source>
        <translation>正确</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>no label</source>
        <translation>无标注</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Loss (less is better)</source>
        <translation>损失（越小越好）</translation>
    </message>
    <message>
        <source>Mean IoU on held-out ground (more is better)</source>
        <translation>验证区的平均交并比（越大越好）</translation>
    </message>
    <message>
        <source>IoU by class on held-out ground</source>
        <translation>验证区各类别的交并比</translation>
    </message>
    <message>
        <source>IoU on held-out ground: hollow = start model, filled = new model, right = difference</source>
        <translation>验证区的交并比：空心 = 起始模型，实心 = 新模型，右侧 = 差值</translation>
    </message>
    <message>
        <source>step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>held-out ground</source>
        <translation>验证区</translation>
    </message>
    <message>
        <source>training, smoothed</source>
        <translation>训练（平滑后）</translation>
    </message>
    <message>
        <source>best {:.3f}, step {:,.0f}</source>
        <translation>最佳 {:.3f}，第 {:,.0f} 步</translation>
    </message>
    <message>
        <source>at the best step</source>
        <translation>最佳步时</translation>
    </message>
    <message>
        <source>start model {:.3f}</source>
        <translation>起始模型 {:.3f}</translation>
    </message>
    <message>
        <source>all classes (mean)</source>
        <translation>所有类别（平均）</translation>
    </message>
    <message>
        <source>New model</source>
        <translation>新模型</translation>
    </message>
    <message>
        <source>Start model</source>
        <translation>起始模型</translation>
    </message>
    <message>
        <source>mean of classes</source>
        <translation>类别平均</translation>
    </message>
    <message>
        <source>gained most</source>
        <translation>提高最多</translation>
    </message>
    <message>
        <source>lost most</source>
        <translation>下降最多</translation>
    </message>
    <message>
        <source>fewest right</source>
        <translation>正确最少</translation>
    </message>
    <message>
        <source>typical</source>
        <translation>典型</translation>
    </message>
    <message>
        <source>most right</source>
        <translation>正确最多</translation>
    </message>
    <message>
        <source>{}: {} % of the tile&apos;s labelled pixels right</source>
        <translation>{}：分块中 {} % 的已标注像元正确</translation>
    </message>
    <message>
        <source>Note:</source>
        <translation>注意：</translation>
    </message>
    <message>
        <source>Areas</source>
        <translation>面积</translation>
    </message>
    <message>
        <source>What the reference points say of the whole map, with 95 % confidence intervals. The points are taken for a stratified random sample, so each counts for the area that it stands for. Report these areas rather than those counted on the map, which errors of the map push up or down.</source>
        <translation>由参考点推断的整幅图的结果，附 95 % 置信区间。参考点视为分层随机抽样，因此每个点按其代表的面积计权。请采用这些面积，而不是图上统计的面积：后者会因分类误差而偏大或偏小。</translation>
    </message>
    <message>
        <source>class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>points</source>
        <translation>点数</translation>
    </message>
    <message>
        <source>mapped&lt;br&gt;({})</source>
        <translation>图上面积&lt;br&gt;（{}）</translation>
    </message>
    <message>
        <source>estimated&lt;br&gt;({})</source>
        <translation>估计面积&lt;br&gt;（{}）</translation>
    </message>
    <message>
        <source>user&apos;s&lt;br&gt;accuracy</source>
        <translation>用户&lt;br&gt;精度</translation>
    </message>
    <message>
        <source>producer&apos;s&lt;br&gt;accuracy</source>
        <translation>生产者&lt;br&gt;精度</translation>
    </message>
    <message>
        <source>Mapped and estimated area of each class</source>
        <translation>各类别的图上面积和估计面积</translation>
    </message>
    <message>
        <source>Shares of the area</source>
        <translation>面积比例</translation>
    </message>
    <message>
        <source>mapped as</source>
        <translation>分类为</translation>
    </message>
    <message>
        <source>all</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>Rows: class on the map; columns: class in truth. Estimators: Olofsson et al. 2014, Remote Sensing of Environment 148, 42-57, eqs. 1 to 11 (Stehman 2014 where the strata are those of another map).</source>
        <translation>行：图上类别；列：真实类别。估计方法：Olofsson et al. 2014, Remote Sensing of Environment 148, 42-57，式 1 至 11（分层取自另一幅图时用 Stehman 2014）。</translation>
    </message>
    <message>
        <source>Scores of the points</source>
        <translation>参考点的精度</translation>
    </message>
    <message>
        <source>Scores</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>{:,} {} of {} were compared with {}.</source>
        <translation>{2} 中的 {0:,} 个{1}与 {3} 作了比较。</translation>
    </message>
    <message>
        <source>Here all points count alike, so rare classes with many points weigh more than on the ground.</source>
        <translation>此处所有点等权，因此点数多的稀少类别比其在地面上所占的比重更大。</translation>
    </message>
    <message>
        <source>{} in&lt;br&gt;the reference</source>
        <translation>参考中的&lt;br&gt;{}数</translation>
    </message>
    <message>
        <source>{} on&lt;br&gt;the map</source>
        <translation>图上的&lt;br&gt;{}数</translation>
    </message>
    <message>
        <source>The means are those of the classes but {}.</source>
        <translation>平均值不含以下类别：{}。</translation>
    </message>
    <message>
        <source>User&apos;s accuracy (precision): of what is mapped as the class, the share that is it in truth. Producer&apos;s accuracy (recall): of what is the class in truth, the share that is mapped as it. F1: their harmonic mean. IoU: of all that is the class in truth, on the map, or in both, the share that is in both. Kappa: agreement beyond chance. An en dash stands where a class is neither in the reference nor on the map, or the reference could not tell it.</source>
        <translation>用户精度（精确率）：分类为该类别的部分中，真正属于该类别的比例。生产者精度（召回率）：真正属于该类别的部分中，被分类为该类别的比例。F1：二者的调和平均。交并比（IoU）：真实、图上或二者皆为该类别的部分中，二者皆是的比例。Kappa 系数：超出偶然的一致性。短横线“–”表示该类别既不在参考中也不在图上，或参考无法判断它。</translation>
    </message>
    <message>
        <source>What is taken for what</source>
        <translation>类别混淆</translation>
    </message>
    <message>
        <source>Confusion matrix</source>
        <translation>混淆矩阵</translation>
    </message>
    <message>
        <source>Rows: class on the map; columns: class of the reference; {}.</source>
        <translation>行：图上类别；列：参考类别；单位：{}。</translation>
    </message>
    <message>
        <source>start model {}</source>
        <translation>起始模型 {}</translation>
    </message>
    <message>
        <source>labelled&lt;br&gt;pixels</source>
        <translation>已标注&lt;br&gt;像元</translation>
    </message>
    <message>
        <source>share</source>
        <translation>比例</translation>
    </message>
    <message>
        <source>IoU, start&lt;br&gt;model</source>
        <translation>起始模型&lt;br&gt;IoU</translation>
    </message>
    <message>
        <source>difference</source>
        <translation>差值</translation>
    </message>
    <message>
        <source>IoU: of all pixels that are the class in truth, on the map, or in both, the share that is in both. User&apos;s accuracy (precision): of the pixels mapped as the class, the share that is it in truth. Producer&apos;s accuracy (recall): of the pixels that are the class in truth, the share that is mapped as it. F1: their harmonic mean. Kappa: agreement beyond chance. An en dash stands where a class is neither in the labels nor on the map, or no label could tell it.</source>
        <translation>交并比（IoU）：真实、图上或二者皆为该类别的像元中，二者皆是的比例。用户精度（精确率）：分类为该类别的像元中，真正属于该类别的比例。生产者精度（召回率）：真正属于该类别的像元中，被分类为该类别的比例。F1：二者的调和平均。Kappa 系数：超出偶然的一致性。短横线“–”表示该类别既不在标注中也不在图上，或没有标注能判断它。</translation>
    </message>
    <message>
        <source>IoU by class of both models</source>
        <translation>两个模型各类别的交并比</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Scored ground, tile by tile: the darker, the more of its labelled pixels are wrong.</source>
        <translation>参与评分的地面，逐块显示：颜色越深，已标注像元中错误的越多。</translation>
    </message>
    <message>
        <source>Map of wrong pixels</source>
        <translation>错误像元分布图</translation>
    </message>
    <message>
        <source>The same ground against the start model: blue is better, orange is worse.</source>
        <translation>同一地面与起始模型相比：蓝色为更好，橙色为更差。</translation>
    </message>
    <message>
        <source>Map of the change against the start model</source>
        <translation>与起始模型相比的变化图</translation>
    </message>
    <message>
        <source>Single places</source>
        <translation>个别位置</translation>
    </message>
    <message>
        <source>Image, labels and predictions of single places</source>
        <translation>个别位置的影像、标注和预测结果</translation>
    </message>
    <message>
        <source>How it learned</source>
        <translation>训练过程</translation>
    </message>
    <message>
        <source>Learning curves</source>
        <translation>学习曲线</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>What did not serve: {}.</source>
        <translation>未能采用的：{}。</translation>
    </message>
    <message>
        <source>All of it served.</source>
        <translation>全部采用。</translation>
    </message>
    <message>
        <source>train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>val</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>precision of the numbers</source>
        <translation>数值精度</translation>
    </message>
</context>
<context>
    <name>RunView</name>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>To the form, for another training</source>
        <translation>回到表单，进行下一次训练</translation>
    </message>
    <message>
        <source>Open report</source>
        <translation>打开报告</translation>
    </message>
    <message>
        <source>Scores, curves and pictures of the held-out ground, in the browser</source>
        <translation>在浏览器中查看验证区的精度、曲线和图片</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Segment what the map shows with the start model and with the new one, side by side</source>
        <translation>用起始模型和新模型分别分割地图当前显示的范围，并排比较</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>End the training and keep the best model so far</source>
        <translation>结束训练并保留迄今最好的模型</translation>
    </message>
    <message>
        <source>What the training says</source>
        <translation>训练的输出</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
</context>
<context>
    <name>SegmenterDock</name>
    <message>
        <source>RS Segmenter</source>
        <translation>RS Segmenter</translation>
    </message>
    <message>
        <source>Segment</source>
        <translation>分割</translation>
    </message>
    <message>
        <source>Raster layer</source>
        <translation>栅格图层</translation>
    </message>
    <message>
        <source>The raster layer to classify</source>
        <translation>要分类的栅格图层</translation>
    </message>
    <message>
        <source>Bands</source>
        <translation>波段</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>Fine-tune</source>
        <translation>微调</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>What a run says appears here.</source>
        <translation>运行信息显示在这里。</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Classify what the map shows, at most 1024 × 1024 pixels in its middle, with the options as they are</source>
        <translation>按当前选项对地图显示的范围分类，最多取其中部 1024 × 1024 像元</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop the run; nothing is written</source>
        <translation>停止运行；不写入任何内容</translation>
    </message>
    <message>
        <source>Segment layer</source>
        <translation>分割图层</translation>
    </message>
    <message>
        <source>Classify the layer and add the result to the map</source>
        <translation>对图层分类并把结果添加到地图</translation>
    </message>
    <message>
        <source>Areas</source>
        <translation>面积</translation>
    </message>
    <message>
        <source>Classify a raster layer</source>
        <translation>对栅格图层分类</translation>
    </message>
    <message>
        <source>Teach a model the classes of your own polygons</source>
        <translation>用自己的多边形教会模型新的类别</translation>
    </message>
    <message>
        <source>Class areas of the last run, what to do next, and doubtful places</source>
        <translation>上次运行的地类面积、后续步骤和存疑位置</translation>
    </message>
    <message>
        <source>What the last run said</source>
        <translation>上次运行的输出</translation>
    </message>
</context>
<context>
    <name>SetupDialog</name>
    <message>
        <source>Set up the engine of RS Segmenter</source>
        <translation>安装 RS Segmenter 的引擎</translation>
    </message>
    <message>
        <source>It &amp;runs</source>
        <translation>运行位置(&amp;R)</translation>
    </message>
    <message>
        <source>In QGIS it starts faster; in a process of its own it can neither clash with QGIS nor take it down</source>
        <translation>在 QGIS 中启动更快；在独立进程中既不会与 QGIS 冲突，也不会使其崩溃</translation>
    </message>
    <message>
        <source>&amp;Made for</source>
        <translation>适用于(&amp;M)</translation>
    </message>
    <message>
        <source>Which build of PyTorch is installed; one is marked as the best for this computer</source>
        <translation>安装哪种 PyTorch 版本；最适合本机的一项已标出</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>&amp;Set up</source>
        <translation>安装(&amp;S)</translation>
    </message>
    <message>
        <source>Download and install; what is there already is replaced when all is well</source>
        <translation>下载并安装；全部成功后才替换已有的内容</translation>
    </message>
    <message>
        <source>From a folder of &amp;wheels…</source>
        <translation>从 wheel 文件夹安装(&amp;W)…</translation>
    </message>
    <message>
        <source>Without a network: packages that were downloaded on another computer</source>
        <translation>无网络时使用：在另一台计算机上下载的软件包</translation>
    </message>
    <message>
        <source>Use this &amp;Python…</source>
        <translation>使用此 Python(&amp;P)…</translation>
    </message>
    <message>
        <source>The folder of a Python that has the packages already</source>
        <translation>已装有所需软件包的 Python 所在文件夹</translation>
    </message>
    <message>
        <source>Make the installed environment anew</source>
        <translation>重新构建已安装的环境</translation>
    </message>
    <message>
        <source>Remove all that was installed here, or forget the chosen Python</source>
        <translation>移除在此安装的全部内容，或不再使用所选的 Python</translation>
    </message>
    <message>
        <source>Copy &amp;diagnostics</source>
        <translation>复制诊断信息(&amp;D)</translation>
    </message>
    <message>
        <source>A report on QGIS, the engine and this computer, for the clipboard</source>
        <translation>关于 QGIS、引擎和本机的报告，复制到剪贴板</translation>
    </message>
    <message>
        <source>What the installer says</source>
        <translation>安装程序的输出</translation>
    </message>
    <message>
        <source>R&amp;epair</source>
        <translation>修复(&amp;E)</translation>
    </message>
    <message>
        <source>Rem&amp;ove</source>
        <translation>移除(&amp;O)</translation>
    </message>
    <message>
        <source>Ca&amp;ncel</source>
        <translation>取消(&amp;N)</translation>
    </message>
    <message>
        <source>What was downloaded stays for the next time</source>
        <translation>已下载的内容留待下次使用</translation>
    </message>
</context>
<context>
    <name>SetupPanel</name>
    <message>
        <source>Set up…</source>
        <translation>安装引擎…</translation>
    </message>
    <message>
        <source>Where the engine runs: install, repair or remove it, choose a Python, copy diagnostics</source>
        <translation>引擎运行位置：安装、修复或移除引擎，选择 Python，复制诊断信息</translation>
    </message>
</context>
</TS>
