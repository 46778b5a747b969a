#include "sql/extensions.hpp"

#include <algorithm>
#include <map>
#include <string>

// Of PostgreSQL 15's contrib modules from a server (pg_depend with deptype 'e'; support functions of types, operators,
// aggregates and operator classes left out), of PostGIS and pgvector from their SQL reference.
namespace tributary::sql {
namespace {

struct Extension {
  std::string_view name, types, functions, operator_classes;
};

// clang-format off
constexpr Extension extensions[] = {
    {"btree_gin", "", "", ""},
    {"btree_gist", "", "", ""},
    {"citext", "citext", "", "citext_pattern_ops"},
    {"cube", "cube", "cube_dim cube_distance cube_enlarge cube_inter cube_is_point cube_ll_coord cube_size cube_subset "
     "cube_union cube_ur_coord", ""},
    {"dblink", "", "dblink dblink_connect dblink_connect_u dblink_disconnect dblink_exec dblink_fetch "
     "dblink_get_connections dblink_get_result dblink_open dblink_close dblink_send_query", ""},
    {"earthdistance", "earth", "earth_box earth_distance gc_to_sec ll_to_earth sec_to_gc", ""},
    {"fuzzystrmatch", "", "dmetaphone dmetaphone_alt levenshtein levenshtein_less_equal metaphone soundex text_soundex", ""},
    {"hstore", "hstore", "akeys avals hstore hstore_to_array hstore_to_json hstore_to_json_loose hstore_to_jsonb "
     "hstore_to_jsonb_loose hstore_to_matrix skeys svals", ""},
    {"intarray", "query_int", "icount intset", "gin__int_ops gist__int_ops gist__intbig_ops"},
    {"isn", "ean13 isbn isbn13 ismn ismn13 issn issn13 upc", "isn_weak", ""},
    {"lo", "lo", "lo_manage lo_oid", ""},
    {"ltree", "lquery ltree ltxtquery", "lca ltree2text nlevel subltree subpath text2ltree", ""},
    {"moddatetime", "", "moddatetime", ""},
    {"pg_trgm", "", "set_limit show_limit show_trgm similarity strict_word_similarity word_similarity",
     "gin_trgm_ops gist_trgm_ops"},
    {"pg_stat_statements", "", "pg_stat_statements_reset", ""},
    {"pgcrypto", "", "armor crypt dearmor digest gen_random_bytes gen_salt hmac pgp_armor_headers pgp_key_id "
     "pgp_pub_decrypt pgp_pub_decrypt_bytea pgp_pub_encrypt pgp_pub_encrypt_bytea pgp_sym_decrypt "
     "pgp_sym_decrypt_bytea pgp_sym_encrypt pgp_sym_encrypt_bytea", ""},
    {"plpgsql", "", "", ""},
    {"postgis", "geometry geography box2d box3d geometry_dump", "st_area st_asgeojson st_astext st_buffer st_centroid "
     "st_contains st_distance st_dwithin st_geogfromtext st_geomfromgeojson st_geomfromtext st_intersects st_length "
     "st_makepoint st_point st_setsrid st_simplify st_transform st_union st_within st_x st_y st_makeenvelope "
     "postgis_version postgis_full_version addgeometrycolumn", "gist_geometry_ops_2d gist_geometry_ops_nd "
     "gist_geography_ops spgist_geometry_ops_2d brin_geometry_inclusion_ops_2d"},
    {"postgres_fdw", "", "postgres_fdw_get_connections postgres_fdw_disconnect", ""},
    {"seg", "seg", "seg_center seg_lower seg_upper seg_size", ""},
    {"tablefunc", "", "connectby crosstab crosstab2 crosstab3 crosstab4 normal_rand", ""},
    {"unaccent", "", "unaccent", ""},
    {"uuid-ossp", "", "uuid_generate_v1 uuid_generate_v1mc uuid_generate_v3 uuid_generate_v4 uuid_generate_v5 uuid_nil "
     "uuid_ns_dns uuid_ns_oid uuid_ns_url uuid_ns_x500", ""},
    {"vector", "vector halfvec sparsevec", "cosine_distance l1_distance l2_distance l2_norm vector_dims vector_norm "
     "l2_normalize binary_quantize", "vector_l2_ops vector_ip_ops vector_cosine_ops vector_l1_ops halfvec_l2_ops "
     "halfvec_ip_ops halfvec_cosine_ops halfvec_l1_ops sparsevec_l2_ops sparsevec_ip_ops sparsevec_cosine_ops "
     "sparsevec_l1_ops bit_hamming_ops bit_jaccard_ops"},
    {"xml2", "", "xml_valid xpath_bool xpath_list xpath_nodeset xpath_number xpath_string xpath_table xslt_process", ""},
};
// clang-format on

using Index = std::map<std::string_view, std::string_view>;  // what is brought -> by which

Index index_of(std::string_view Extension::*list) {
  Index out;
  for (const auto& extension : extensions)
    for (auto rest = extension.*list; !rest.empty();) {
      auto end = std::min(rest.find(' '), rest.size());
      out.emplace(rest.substr(0, end), extension.name);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  return out;
}

std::string_view find(const Index& index, const std::string& name) {
  auto found = index.find(name);
  return found == index.end() ? std::string_view() : found->second;
}

}  // namespace

std::string_view extension_that_brings(const ObjectName& object) {
  static const Index types = index_of(&Extension::types), functions = index_of(&Extension::functions),
                     classes = index_of(&Extension::operator_classes);
  if (object.kind == ObjectKind::operator_class) return find(classes, object.name);
  if (object.kind == ObjectKind::function) return find(functions, object.name);
  return object.kind == ObjectKind::type ? find(types, object.name) : std::string_view();
}

bool is_known_extension(std::string_view name) {
  return std::any_of(std::begin(extensions), std::end(extensions),
                     [&](const Extension& extension) { return extension.name == name; });
}

}  // namespace tributary::sql
